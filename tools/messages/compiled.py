"""Makes the `.mo` files that Django reads, from the `.po` files that people write."""

import os
from collections.abc import Iterator
from pathlib import Path

import polib

from tools.messages import LOCALE
from tools.paths import shown


def renew(folder: Path = LOCALE) -> Iterator[str]:
    """Compile what is missing or older than its source; yields what was compiled.

    Written beside and renamed, since a server may be reading the old one.
    """
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        unfinished = target.with_suffix(f".{os.getpid()}")
        polib.pofile(str(source)).save_as_mofile(str(unfinished))
        unfinished.replace(target)
        yield shown(source)
