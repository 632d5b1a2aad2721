"""python -m tests.mutants.tried MODULE: does anything notice the module as it now is?

Ends with 0 where all of it passes: the mutant lives. The tests that most likely notice come first,
so most mutants cost seconds.
"""

import os
import subprocess
import sys

from tests.mutants.places import asked_afterwards, asked_first
from tools.paths import ROOT

PYTEST = ("-m", "pytest", "-x", "-q", "-p", "no:randomly", "-p", "no:cacheprovider")
# `make lint` asks the same.
MIGRATIONS = ("manage.py", "makemigrations", "--check", "--dry-run")


def main(module: str) -> int:
    steps = [(*PYTEST, *asked_first(module)), (*PYTEST, *asked_afterwards(module))]
    if "/models/" in module:
        steps.insert(0, MIGRATIONS)
    for step in steps:
        worker = ("-p", "tests.money.as_worker") if step[:2] == PYTEST[:2] else ()
        if subprocess.run([sys.executable, *step, *worker], cwd=ROOT, check=False).returncode:
            return 1
    return 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    sys.exit(main(sys.argv[1]))
