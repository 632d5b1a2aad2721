"""The palette keeps WCAG 2.2 AA by itself, in light and in dark."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings

CSS = Path(settings.ROOT) / "static" / "css"
TEXT, OUTLINE = 4.5, 3.0
GROUNDS = ("page", "surface", "tint")
PAIRS = [
    *((ink, ground, TEXT) for ink in ("text", "text-soft", "link", "action") for ground in GROUNDS),
    *(("bad", ground, TEXT) for ground in GROUNDS),
    *((tone, f"{tone}-tint", TEXT) for tone in ("ok", "wait", "bad", "info")),
    *(("text", f"{tone}-tint", TEXT) for tone in ("ok", "wait", "bad", "info")),
    *((ink, "deep", TEXT) for ink in ("on-deep", "on-deep-soft", "saffron")),
    *((ink, "deep-raised", TEXT) for ink in ("on-deep", "on-deep-soft")),
    ("on-action", "action", TEXT),
    ("on-action", "action-hover", TEXT),
    *((line, ground, OUTLINE) for line in ("field-line", "focus", "accent") for ground in GROUNDS),
]


def palettes() -> dict[str, dict[str, str]]:
    """The colours by theme; the dark one keeps what it does not change."""
    light, dark = (CSS / "tokens.css").read_text().split("@media (prefers-color-scheme: dark)")
    light_colours = dict(re.findall(r"--color-([a-z-]+): (#[0-9a-f]{6});", light))
    dark_colours = dict(re.findall(r"--color-([a-z-]+): (#[0-9a-f]{6});", dark))
    return {"light": light_colours, "dark": light_colours | dark_colours}


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS)
def test_colours_that_meet_can_be_told_apart(theme, ink, ground, least):
    palette = palettes()[theme]
    assert contrast(palette[ink], palette[ground]) >= least


def test_all_styles_together_are_small_on_the_wire():
    sheets = b"".join(path.read_bytes() for path in sorted(CSS.glob("*.css")))
    assert len(gzip.compress(sheets)) < 12_000


def test_nothing_is_fetched_from_elsewhere():
    for path in CSS.glob("*.css"):
        assert not re.search(r"https?:|@import|//[a-z]", path.read_text()), path.name
