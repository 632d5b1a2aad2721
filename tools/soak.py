"""`make soak`, `make guards`, `make mutants`, `make safeguard`: the long tests. ARGS go to them."""

import os
import shlex
import sys

from tools import processes, venv
from tools.console import main
from tools.paths import ROOT

PROGRAMS = {
    "soak": "tests.money.soak",
    "guards": "tests.money.without_guards",
    "mutants": "tests.mutants.run",
    "safeguard": "tests.safeguarding.thorough",
}


def soak() -> int:
    python = venv.ensure("dev")
    command = [str(python), "-m", PROGRAMS[sys.argv[1]]]
    command += shlex.split(os.environ.get("ARGS", ""))
    return processes.run(command, cwd=ROOT).returncode


if __name__ == "__main__":
    main(soak)
