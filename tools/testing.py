"""`make test`: the whole suite; ARGS go to pytest.

`next` as argument runs it on the newest Wagtail that installs, in an environment of its own.
"""

import os
import shlex
import sys
from pathlib import Path

from tools import chromium, processes, venv
from tools.console import Failure, main, say, step
from tools.paths import ENVIRONMENT, ROOT, VAR

NEXT_ENVIRONMENT = ROOT / ".venv-next"


def test() -> int:
    to_come = sys.argv[1:] == ["next"]
    python = venv.ensure("dev", NEXT_ENVIRONMENT if to_come else ENVIRONMENT)
    if to_come:
        _newest_wagtail(python)
    environment = {**os.environ, "CHROMIUM": chromium.ensure(), **_bytecode()}
    # pytest ends a server of its own that it started, so it gets the signals, and time to act.
    command = [str(python), "-m", "pytest", *_shares(), *shlex.split(os.environ.get("ARGS", ""))]
    say("Running the suite.")
    return processes.run(command, cwd=ROOT, env=environment).returncode


def _bytecode() -> dict[str, str]:
    """Kept in any case: seventy processes are started, and each would compile 2,000 modules."""
    return {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(VAR / "bytecode")}


def _shares() -> list[str]:
    """Two processes, or none where ARGS say how many; a file's tests stay together."""
    if any(word.startswith(("-n", "--numprocesses")) for word in shlex.split(os.environ["ARGS"])):
        return []
    # The order of files is ours: see tests/fixtures/order.py.
    return ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]


def _newest_wagtail(python: Path) -> None:
    install = [str(python), "-m", "uv", "pip", "install", "--quiet", "--python", str(python)]
    wanted = ["wagtail", "wagtail-localize", "django-modelcluster", "modelsearch"]
    with step("Installing the newest Wagtail"):
        if processes.run([*install, "--upgrade", *wanted], cwd=ROOT).returncode != 0:
            raise Failure("The newest Wagtail could not be installed.")
    processes.run([str(python), "-m", "uv", "pip", "show", "wagtail", "django"], cwd="/")


if __name__ == "__main__":
    main(test)
