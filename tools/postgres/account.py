"""Whose name the server runs in: PostgreSQL refuses to run as root.

As root an account that is on every system already is borrowed for its processes alone. No account
is added, and no folder on the way to the checkout gets its permissions changed: what the account
cannot reach is put where it can (see `home`).
"""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tools.console import Failure

# `postgres` comes with a system's PostgreSQL; `nobody` is on every Unix.
BORROWED = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    uid: int
    gid: int
    borrowed: bool

    @property
    def options(self) -> dict:
        """What `subprocess` needs to run a program in this account's name."""
        if not self.borrowed:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": [], "cwd": "/"}

    def reaches(self, folder: Path) -> bool:
        """Whether the account may enter `folder`: asked of the system, not read from modes."""
        command = ["/bin/sh", "-c", 'cd -- "$0"', str(folder)]
        return self._try(command)

    def runs(self, program: Path) -> bool:
        """Whether the account may start `program`, libraries included."""
        return self._try([str(program), "--version"])

    def _try(self, command: list[str]) -> bool:
        try:
            return (
                subprocess.run(
                    command, capture_output=True, check=False, timeout=20, **self.options
                ).returncode
                == 0
            )
        except (OSError, subprocess.TimeoutExpired):
            return False

    def own(self, folder: Path) -> None:
        """Make `folder` and give it to the account, closed to everyone else.

        A folder of that name which another account made is refused: below a shared folder such as
        /var/tmp anybody could have put it there.
        """
        folder.mkdir(parents=True, exist_ok=True)
        found = folder.lstat()
        if found.st_uid not in (self.uid, os.geteuid()):
            raise Failure(f"{folder} belongs to another account: remove it, or set DATABASE_URL.")
        if found.st_uid != self.uid:
            os.chown(folder, self.uid, self.gid)
        folder.chmod(0o700)


def current() -> Account:
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), borrowed=False)
    for name in BORROWED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid, borrowed=True)
    raise Failure(
        "PostgreSQL does not run as root, and there is neither an account postgres nor nobody:"
        " run this as an ordinary user, or set DATABASE_URL."
    )
