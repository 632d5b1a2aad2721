"""Where things lie. Everything made at run time is below `var/`, which git ignores."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("VAR_DIR") or ROOT / "var").resolve()
LOGS = VAR / "log"
ENVIRONMENT = ROOT / ".venv"
# The project's own packages, as folders; `site/` holds apps and is itself no package.
APPS = [
    *sorted(folder.parent for folder in (ROOT / "site").glob("*/__init__.py")),
    *(ROOT / name for name in ("campaigns", "home", "search", "wishes")),
]


def shown(path: Path) -> str:
    """`path` as a reader would type it: relative to the project where it is below it."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)
