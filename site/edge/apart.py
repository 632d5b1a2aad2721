"""A stranger's file is read in a process of its own, which the kernel holds to time and memory.

The program holds itself to its limits (`images.decode`, `wishes.dossiers.pdf_reading`); here is how
it is run. It is not forked off this process: other threads may hold locks here, and its memory
would be ours.
"""

import subprocess
import sys
from pathlib import Path
from threading import BoundedSemaphore
from types import ModuleType

# What a program that took too long has "answered": it was killed.
KILLED = -9


class Apart:
    """A program that reads strangers' files: bytes in, an exit status and bytes out.

    `longest_seconds` is wall clock, waiting for a free processor included. At most `at_once` run
    in one process of ours, so that a crowd of large files does not fill the machine.
    """

    def __init__(self, program: ModuleType, longest_seconds: float, at_once: int = 2) -> None:
        # -I: no folder or variable of ours tells it what to import.
        self.command = [sys.executable, "-I", str(Path(str(program.__file__)).resolve())]
        self.longest_seconds = longest_seconds
        self._room = BoundedSemaphore(at_once)

    def answer(self, raw: bytes) -> tuple[int, bytes]:
        """The exit status, and what it wrote. Anything but 0 is a refusal, a crash included."""
        with self._room:
            try:
                done = subprocess.run(
                    self.command, input=raw, capture_output=True, env={}, cwd="/", check=False,
                    timeout=self.longest_seconds,
                )  # fmt: skip
            except subprocess.TimeoutExpired:
                return KILLED, b""
        return done.returncode, done.stdout
