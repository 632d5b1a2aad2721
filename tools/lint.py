"""`make lint`: every check, each to its end, so that one run shows all there is to mend."""

import os
import time

from tools import processes, venv
from tools.console import complain, main, say
from tools.paths import ENVIRONMENT, ROOT

TEMPLATES = ["templates"]


def lint() -> int:
    python = str(venv.ensure("dev"))
    programs = ENVIRONMENT / "bin"
    environment = {
        **os.environ,
        "PATH": os.pathsep.join((str(programs), os.environ.get("PATH", ""))),
        "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "site"))),
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
    }
    failed = []
    for name, command in checks(python).items():
        begun = time.monotonic()
        say(f"== {name}")
        if processes.run(command, cwd=ROOT, env=environment).returncode != 0:
            failed.append(name)
        say(f"   {time.monotonic() - begun:.1f} s")
    if failed:
        complain(f"\nTo mend: {', '.join(failed)}")
        return 1
    say("\nAll is well.")
    return 0


def checks(python: str) -> dict[str, list[str]]:
    run = [python, "-m"]
    # It would rather ask a database too; there is none while linting.
    quiet = [python, "-W", "ignore::RuntimeWarning"]
    return {
        "ruff check": [*run, "ruff", "check", "."],
        "ruff format": [*run, "ruff", "format", "--check", "--quiet", "."],
        "djlint": [*run, "djlint", *TEMPLATES, "--lint", "--quiet"],
        "imports": ["lint-imports", "--no-logo"],
        "types": [*run, "mypy"],
        "migrations": [*quiet, "manage.py", "makemigrations", "--check", "--dry-run"],
        "translations": [*run, "tools.messages", "check"],
    }


if __name__ == "__main__":
    main(lint)
