"""The virtual environment: made once, filled from the pins, left alone while they stay the same.

    python3 -m tools.venv runtime|dev [MODULE ARGUMENT ...]

Makes it hold the set; then goes on as the module in it, where one is named.

`uv` installs (in seconds, and it compiles nothing twice); where it cannot be had, pip does.
"""

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

from tools import processes
from tools.console import Failure, complain, step
from tools.paths import ENVIRONMENT, ROOT

LEAST_PYTHON = (3, 11)
# Each set holds the one before it.
SETS = {"runtime": ["requirements.txt"], "dev": ["requirements.txt", "requirements-dev.txt"]}


def python(environment: Path = ENVIRONMENT) -> Path:
    return environment / "bin" / "python"


def ensure(wanted: str, environment: Path = ENVIRONMENT) -> Path:
    """The environment's Python, with the set `wanted` installed."""
    if sys.version_info < LEAST_PYTHON:
        found = ".".join(map(str, sys.version_info[:3]))
        raise Failure(
            f"Python 3.11 or newer is needed, this is {found}: make PYTHON=python3.12 ..."
        )
    interpreter = python(environment)
    if not _works(interpreter):
        with step("Making the virtual environment"):
            _make(environment)
    if not _installed(wanted, environment):
        with step(f"Installing {SETS[wanted][-1]}"):
            _install(environment, ROOT / SETS[wanted][-1])
        (environment / f".installed-{wanted}").write_text(_hash(wanted))
    return interpreter


def _works(interpreter: Path) -> bool:
    """False for an environment that was moved, or whose base Python is gone."""
    if not interpreter.exists():
        return False
    asked = [str(interpreter), "-c", "import sys; print(sys.prefix)"]
    answer = subprocess.run(asked, capture_output=True, text=True, check=False)
    return answer.returncode == 0 and Path(answer.stdout.strip()) == interpreter.parent.parent


def _make(environment: Path) -> None:
    try:
        venv.EnvBuilder(with_pip=True, clear=True, symlinks=True).create(environment)
    except (OSError, subprocess.CalledProcessError) as problem:
        raise Failure(
            "No virtual environment could be made. On Debian or Ubuntu:"
            f" apt-get install python3-venv ({problem})"
        ) from problem


def _hash(wanted: str) -> str:
    digest = hashlib.sha256()
    for name in SETS[wanted]:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def _installed(wanted: str, environment: Path) -> bool:
    """A larger set that is up to date holds the smaller one."""
    larger = list(SETS)[list(SETS).index(wanted) :]
    for name in larger:
        stamp = environment / f".installed-{name}"
        if stamp.exists() and stamp.read_text() == _hash(name):
            return True
    return False


def _install(environment: Path, requirements: Path) -> None:
    interpreter = str(python(environment))
    pip = [interpreter, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    with_uv = [interpreter, "-m", "uv", "pip", "install", "--quiet", "--python", interpreter]
    if not _has_uv(interpreter) and processes.run([*pip, "uv"]).returncode != 0:
        complain("  uv could not be installed; going on with pip, which takes longer")
    if _has_uv(interpreter):
        uv = [*with_uv, "-r", str(requirements)]
        if processes.run(uv, cwd=ROOT, env=_registry(interpreter)).returncode == 0:
            return
        complain("  uv could not install the requirements; trying pip")
    if processes.run([*pip, "-r", str(requirements)], cwd=ROOT).returncode != 0:
        raise Failure(
            "The Python packages could not be installed: is a package registry within reach?"
        )


def _has_uv(interpreter: str) -> bool:
    asked = [interpreter, "-m", "uv", "--version"]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0


def _registry(interpreter: str) -> dict[str, str]:
    """The environment for uv, which does not read the registry that pip is set up with."""
    environment = dict(os.environ)
    if not environment.keys() & {"UV_DEFAULT_INDEX", "UV_INDEX_URL", "UV_NO_CONFIG"}:
        asked = [interpreter, "-m", "pip", "config", "list"]
        told = subprocess.run(asked, capture_output=True, text=True, check=False).stdout
        for line in told.splitlines():
            name, _, value = line.partition("=")
            if name in ("global.index-url", "install.index-url", ":env:.index-url"):
                environment["UV_DEFAULT_INDEX"] = value.strip("'")
    return environment


def enter(wanted: str, module: str, arguments: list[str]) -> None:
    """Go on as `module` in the environment; this process becomes it, so signals still reach it."""
    interpreter = str(ensure(wanted))
    os.chdir(ROOT)
    os.execv(interpreter, [interpreter, "-m", module, *arguments])


if __name__ == "__main__":
    from tools.console import main

    wanted, *further = sys.argv[1:] or ["runtime"]
    if further:
        main(lambda: enter(wanted, further[0], further[1:]))
    else:
        main(lambda: ensure(wanted))
