"""`make clean` and `make clean-data`: remove what can be made again."""

import shutil
import sys
from pathlib import Path

from tools import locks
from tools.console import Failure, main, say
from tools.paths import ROOT, VAR, shown
from tools.postgres import home

CACHES = (".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", ".import_linter_cache")


def clean() -> None:
    with_data = sys.argv[1:] == ["data"]
    doomed = [ROOT / name for name in CACHES]
    doomed += [VAR / "log", VAR / "tests", *_clusters("postgres-tests", "postgres-crashes")]
    if with_data:
        if not locks.hold(VAR / "run.lock"):
            raise Failure("`make run` is running here: stop it first.")
        doomed += [VAR / name for name in ("media", "private", "mail", "sandbox", "static")]
        doomed += _clusters("postgres")
    for path in doomed:
        if path.exists():
            shutil.rmtree(path)
            say(f"removed {shown(path)}")
    for folder in [*ROOT.glob("*/"), *(ROOT / "site").glob("*/")]:
        if not folder.name.startswith(".") and folder != VAR:
            for cache in folder.rglob("__pycache__"):
                shutil.rmtree(cache, ignore_errors=True)


def _clusters(*names: str) -> list[Path]:
    """The folders of some kinds of clusters that nobody is using, wherever they may lie."""
    found = [*names, *(file.stem for name in names for file in VAR.glob(f"{name}-[0-9].lock"))]
    free = [each for each in found if locks.hold(VAR / f"{each}.lock")]
    return [home.choose(each, in_memory=memory).folder for each in free for memory in (True, False)]


if __name__ == "__main__":
    main(clean)
