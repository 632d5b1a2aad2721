"""A file that one process at a time holds; the system lets go of it however that process ends."""

import fcntl
import os
from pathlib import Path
from typing import IO

_held: list[IO[str]] = []  # kept open for as long as we live


def hold(file: Path) -> bool:
    """Take `file` for this process; False when another holds it (its number stands inside)."""
    file.parent.mkdir(parents=True, exist_ok=True)
    opened = file.open("a+")
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        opened.close()
        return False
    opened.truncate(0)
    opened.write(str(os.getpid()))
    opened.flush()
    _held.append(opened)
    return True


def holder(file: Path) -> str:
    return file.read_text().strip() or "unknown"
