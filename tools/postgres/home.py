"""Where a cluster lies, and in whose name it runs."""

import hashlib
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tools.console import Failure
from tools.paths import VAR
from tools.postgres import account as accounts
from tools.postgres.account import Account

# A socket's whole path may have 103 letters on macOS, 107 on Linux.
LONGEST_SOCKET_FOLDER = 103 - len("/.s.PGSQL.5432")
# Linux keeps what lies here in memory. A copy of a database is a thousand files, which on a disk
# takes seven times as long.
MEMORY = Path("/dev/shm")
ROOM = 2 * 1024**3  # bytes; the suite takes a tenth of it


@dataclass(frozen=True)
class Home:
    """`folder` belongs to `account` and is closed to everyone else; so is what lies in it.

    Hence the server asks for no password on its socket: whoever can reach the socket could read the
    data files as well. It listens on no network address at all.
    """

    folder: Path
    account: Account

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    @property
    def socket(self) -> Path:
        near = self.folder / "socket"
        if len(os.fsencode(near)) <= LONGEST_SOCKET_FOLDER:
            return near
        return Path("/tmp") / f"zhurek-{_key(self.folder)}"


def choose(name: str, *, in_memory: bool = False) -> Home:
    """Below `var/`; elsewhere only if the account that runs the server cannot enter that.

    `in_memory`: where there is room for it, as in few containers.
    """
    VAR.mkdir(parents=True, exist_ok=True)
    apart = f"zhurek-{_key(VAR)}-{name}"
    in_memory = in_memory and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free >= ROOM
    usual = MEMORY / apart if in_memory else VAR / name
    account = accounts.current()
    if account.borrowed and usual.is_dir() and usual.stat().st_uid != 0:
        # Made by an ordinary user before: as root go on in that user's name.
        found = usual.stat()
        account = Account(found.st_uid, found.st_gid, borrowed=True)
    folder = usual if account.reaches(usual.parent) else _elsewhere(account) / apart
    home = Home(folder, account)
    account.own(home.folder)
    account.own(home.socket)
    return home


def _elsewhere(account: Account) -> Path:
    """A folder that every account may write to; first the one that a restart does not empty."""
    for folder in (Path("/var/tmp"), Path(tempfile.gettempdir()), Path("/tmp")):
        if folder.is_dir() and account.reaches(folder):
            return folder
    raise Failure("No folder is open to the account that PostgreSQL runs as: set DATABASE_URL.")


def _key(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:10]
