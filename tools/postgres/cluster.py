"""A private server: its folder made once, its process tied to ours."""

import os
import shutil
import signal
import subprocess
from pathlib import Path
from urllib.parse import quote

from tools import locks, processes
from tools.console import Failure
from tools.paths import VAR, shown
from tools.postgres import home as homes
from tools.postgres.installation import Installation, discover

PORT = "5432"  # a part of the socket's name; no network port is opened
# What a crash may lose is of no worth in tests, so they need not wait for the disk.
FORGETFUL = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200"]
FORGETFUL += ["max_wal_size=128MB"]  # it may lie in memory


class InUse(Failure):
    """Another process holds the cluster."""


class Cluster:
    def __init__(self, name: str, *, forgetful: bool = False) -> None:
        if not locks.hold(VAR / f"{name}.lock"):
            running = locks.holder(VAR / f"{name}.lock")
            raise InUse(f"{shown(VAR / name)} is in use by process {running}.")
        self.name = name
        self.forgetful = forgetful
        self.home = homes.choose(name, in_memory=forgetful)
        self.process: subprocess.Popen | None = None

    def url(self, database: str) -> str:
        """Read alike by Django and by PostgreSQL's own programs."""
        return f"postgresql://postgres@/{database}?host={quote(str(self.home.socket))}&port={PORT}"

    def start(self) -> Installation:
        """Returns what is running. Raises `Failure` where there is nothing to run, or it fails."""
        installation = self._choose()
        if not (self.home.data / "PG_VERSION").exists():
            self._create(installation)
        self._end_leftover()
        settings = ["listen_addresses=", f"unix_socket_directories={self.home.socket}"]
        settings += [f"port={PORT}", *(FORGETFUL if self.forgetful else [])]
        command = [installation.program("postgres"), "-D", str(self.home.data)]
        for setting in settings:
            command += ["-c", setting]
        with self.home.log.open("wb") as log:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=_environment(),
                start_new_session=True,
                preexec_fn=processes.tied_to_us(signal.SIGINT),
                **self.home.account.options,
            )
        if not processes.wait_until(lambda: self._ready() or self.ended, within=60):
            self.stop()
            raise Failure(f"PostgreSQL did not get ready within a minute: see {self.home.log}")
        if self.ended:
            raise Failure(f"PostgreSQL did not start:\n{self._last_words()}")
        return installation

    def stop(self) -> None:
        """End it as `pg_ctl stop --mode=fast` does: sessions are cut, data is written."""
        if self.process and self.process.poll() is None:
            processes.stop_group(self.process, patience=20, number=signal.SIGINT)
        self.process = None

    def _choose(self) -> Installation:
        """The best installation, or the one that made the data in the folder."""
        found = discover(self.home.account, self.home.folder)
        if not found:
            raise Failure(
                "No PostgreSQL 15 or newer with pg_trgm and unaccent was found. Install one"
                " (Debian: apt-get install postgresql), or set DATABASE_URL."
            )
        version = self.home.data / "PG_VERSION"
        if not version.exists():
            return found[0]
        made_by = int(version.read_text())
        for installation in found:
            if installation.major == made_by:
                return installation
        if self.forgetful:
            shutil.rmtree(self.home.data)
            return found[0]
        here = ", ".join(str(installation) for installation in found)
        raise Failure(
            f"{shown(self.home.data)} was made by PostgreSQL {made_by}, and here is {here}."
            f" Install PostgreSQL {made_by}, or begin anew without the data: make clean-data"
        )

    def _create(self, installation: Installation) -> None:
        """Built under another name, so that an interrupted one is never taken for whole."""
        unfinished = self.home.folder / "data-unfinished"
        problem = ""
        for locale in _locales():
            shutil.rmtree(unfinished, ignore_errors=True)
            made = processes.run(
                [
                    installation.program("initdb"),
                    f"--pgdata={unfinished}",
                    "--username=postgres",
                    "--auth=trust",
                    "--encoding=UTF8",
                    *locale,
                    *(["--no-sync"] if self.forgetful else []),
                ],
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                env=_environment(),
                **self.home.account.options,
            )
            if made.returncode == 0:
                unfinished.rename(self.home.data)
                return
            problem = made.stdout.decode(errors="replace")
        raise Failure(f"The database's folder could not be made:\n{problem}")

    def _end_leftover(self) -> None:
        """End a server that outlived its `make`, and drop a note of one whose number was reused.

        We hold the lock, so nobody alive is using it.
        """
        note = self.home.data / "postmaster.pid"
        if not note.exists():
            return
        lines = note.read_text().splitlines()
        number = int(lines[0]) if lines and lines[0].isdigit() else 0
        if number and str(self.home.data) in _command_of(number):
            os.kill(number, signal.SIGINT)
            if not processes.wait_until(lambda: not _command_of(number), within=20):
                os.kill(number, signal.SIGQUIT)
                processes.wait_until(lambda: not _command_of(number), within=20)
        note.unlink(missing_ok=True)

    def _ready(self) -> bool:
        """PostgreSQL writes its state into the eighth line of its note."""
        note = self.home.data / "postmaster.pid"
        lines = note.read_text().splitlines() if note.exists() else []
        return len(lines) >= 8 and lines[7].strip() == "ready"

    @property
    def ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def _last_words(self) -> str:
        return "\n".join(self.home.log.read_text(errors="replace").splitlines()[-12:])


def for_tests(name: str = "postgres-tests") -> Cluster:
    """A cluster that no other run of the suite is using: mostly the same, with its templates."""
    for number in range(1, 10):
        try:
            return Cluster(name + (f"-{number}" if number > 1 else ""), forgetful=True)
        except InUse:
            continue
    raise Failure("Nine runs of the suite are going on here already.")


def _locales() -> list[list[str]]:
    """Ways to have Kazakh and Russian letters known as letters; systems name them differently.

    With plain C, `lower()` leaves them as they are and pg_trgm finds no trigrams in them (tried).
    """
    return [["--locale=C.UTF-8"], ["--locale=en_US.UTF-8"], ["--locale=UTF-8"]]


def _environment() -> dict[str, str]:
    """Ours without PG* variables, which would turn the programs to another server."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**kept, "LC_ALL": "C"}


def _command_of(process: int) -> str:
    """The command line of a running process; empty when there is none."""
    shown_as = Path(f"/proc/{process}/cmdline")
    if Path("/proc/self").exists():
        try:
            return shown_as.read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
        except (FileNotFoundError, ProcessLookupError):
            return ""
    asked = ["ps", "-o", "command=", "-p", str(process)]
    return subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()
