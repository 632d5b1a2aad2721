"""python -m tests.mutants.tried MODULE: does anything notice the module as it now is?

Ends with 0 where all of its tests pass: the mutant lives. The warm process of this
copy is asked; what it cannot try is tried here, in a fresh process.
"""

import os
import resource
import socket
import subprocess
import sys

from tests.mutants.places import SOCKET, asked
from tools.paths import ROOT

PYTEST = ("-x", "-q", "-p", "no:randomly", "-p", "no:cacheprovider", "-p", "tests.money.as_worker")
# `make lint` asks the same.
MIGRATIONS = ("manage.py", "makemigrations", "--check", "--dry-run")
CPU_SECONDS = 120  # three times what the slowest of the modules' tests take; some mutants never end


def bound() -> None:
    """From here on this process ends by SIGXCPU where it goes on and on."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Where both are reached at once the kernel kills, and does not say why.
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 5))


def main(module: str) -> int:
    answer = _warm(module)
    return int(answer) if answer.isdigit() else _fresh(module)


def _warm(module: str) -> str:
    """What the warm process says; nothing where it is gone."""
    with socket.socket(socket.AF_UNIX) as connection:
        if connection.connect_ex(SOCKET):
            return ""
        connection.sendall(module.encode())
        return connection.recv(100).decode()


def _fresh(module: str) -> int:
    steps = [("-m", "pytest", *PYTEST, *asked(module))]
    if "/models/" in module:
        steps.insert(0, MIGRATIONS)
    for step in steps:
        command = [sys.executable, *step]
        if subprocess.run(command, cwd=ROOT, check=False, preexec_fn=bound).returncode:
            return 1
    return 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    sys.exit(main(sys.argv[1]))
