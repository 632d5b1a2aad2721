"""python -m tests.mutants.warm: a process that has loaded all, and tries mutants in forks.

To load Django, Wagtail and the site costs more than most tests that notice a mutant. Whoever
connects says a module's path, and is told `0` where all tests passed, `1` where one noticed, or
`fresh` where only a fresh process can try this mutant.
"""

import importlib
import os
import signal
import socket
import sys

import django
import pytest

from tests.mutants.places import PLACES, SOCKET, asked
from tests.mutants.swapping import swap
from tests.mutants.tried import PYTEST, bound
from tools.messages import compiled
from tools.paths import ROOT

FRESH = 99  # also where anything breaks here: warm.log tells what
# All passed; one failed; it never ended. Any other end may be our fault, not the mutant's.
_TOLD = {0: "0", 1: "1", -signal.SIGXCPU: "1"}


def serve() -> None:
    texts = {module: (ROOT / module).read_text() for module in PLACES}
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    sys.path[:0] = [str(ROOT / "site"), str(ROOT)]
    list(compiled.renew())  # a copy of what is committed has none, and loading the apps reads them
    django.setup()
    for module in PLACES:
        importlib.import_module(module.removesuffix(".py").replace("/", "."))
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(SOCKET)
        listening.listen()
        while True:
            connection, _ = listening.accept()
            with connection:
                module = connection.recv(1000).decode()
                connection.sendall(_in_a_fork(module, texts[module]).encode())


def _in_a_fork(module: str, text: str) -> str:
    child = os.fork()
    if child == 0:
        code = FRESH
        bound()
        try:
            swapped = swap(ROOT / module, text, (ROOT / module).read_text())
            code = int(pytest.main([*PYTEST, *asked(module)])) if swapped else FRESH
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    return _TOLD.get(os.waitstatus_to_exitcode(status), "fresh")


if __name__ == "__main__":
    serve()
