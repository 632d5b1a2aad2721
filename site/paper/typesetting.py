"""Papers as PDF/UA, typeset in this process in some milliseconds.

Texts reach the typesetter as JSON and are set as text: nothing that was typed can be markup. They
are short and the page is fixed, so the time is bounded too.
"""

import json
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
import typst


def typeset(template: Path, data: dict[str, Any]) -> bytes:
    """The PDF/UA that `template` makes of `data`; raises `typst.TypstError`.

    The template reads `data` from `sys.inputs.data`, and files of its own folder alone.
    """
    # One PDF is one run of bytes; only pictures of several pages come as a list.
    return typst.compile(
        str(template),
        root=str(template.parent),
        font_paths=_fonts(),
        format="pdf",
        pdf_standards=["ua-1"],
        sys_inputs={"data": json.dumps(data)},
    )


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """The typesetter's own fonts, so that a paper looks the same on every machine."""
    return typst.Fonts(include_system_fonts=False)


def qr_svg(url: str) -> str:
    """The square that leads to `url`, as SVG for a paper."""
    drawn = BytesIO()
    segno.make(url, error="m").save(drawn, kind="svg", border=1, xmldecl=False)
    return drawn.getvalue().decode()
