import os
import signal
import socket
import subprocess
import sys
import time

import pytest

from tools import environment, ports, processes, services
from tools.console import Failure
from tools.services import Service, Supervisor


@pytest.fixture
def supervisor(monkeypatch):
    monkeypatch.setattr(services, "PAUSES", (0.0, 0.0))
    made = Supervisor()
    yield made
    made.stop(patience=2)


def service(code: str, tmp_path) -> Service:
    command = [sys.executable, "-c", code]
    return Service("program", command, dict(os.environ), folder=tmp_path, logs=tmp_path)


def look_until(supervisor: Supervisor, done) -> None:
    def look() -> bool:
        supervisor.look()
        return done()

    assert processes.wait_until(look, within=20)


def test_what_ends_by_itself_is_started_again_and_said(supervisor, tmp_path, capsys):
    once = (
        "import os, sys, time\n"
        "if not os.path.exists('been'): open('been', 'w').close(); sys.exit('out of luck')\n"
        "open('again', 'w').close(); time.sleep(60)"
    )
    started = supervisor.start(service(once, tmp_path))
    look_until(supervisor, lambda: (tmp_path / "again").exists())
    assert started.running
    assert "out of luck" in capsys.readouterr().err


def test_what_keeps_ending_stops_everything(supervisor, tmp_path):
    supervisor.start(service("import sys; sys.exit(3)", tmp_path))
    with pytest.raises(Failure, match="keeps ending"):
        look_until(supervisor, lambda: False)


def test_stopping_reaches_children_of_children_that_will_not_listen(supervisor, tmp_path):
    stubborn = (
        "import os, signal, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "child = os.fork()\n"
        "if child: open('child', 'w').write(str(child))\n"
        "time.sleep(60)"
    )
    started = supervisor.start(service(stubborn, tmp_path))
    note = tmp_path / "child"
    assert processes.wait_until(lambda: note.exists() and bool(note.read_text()), within=10)
    supervisor.stop(patience=0.2)
    assert not started.running
    assert processes.wait_until(lambda: not _lives(int(note.read_text())), within=5)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    state = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True, check=False
    )
    return bool(state.stdout.strip()) and not state.stdout.startswith("Z")


def test_being_asked_to_stop_ends_a_running_step(tmp_path):
    code = (
        "from tools import console, processes\n"
        "def work():\n"
        "    processes.run(['/bin/sh', '-c', 'echo begun; exec sleep 60'])\n"
        "console.main(work)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as main:
        main.stdout.readline()
        begun = time.monotonic()
        main.send_signal(signal.SIGTERM)
        assert main.wait(15) == 130
        assert time.monotonic() - begun < 10


class TestPorts:
    def test_a_port_in_use_is_said_in_one_line(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            number = taken.getsockname()[1]
            with pytest.raises(Failure, match=rf"^Port {number} is in use\..*$"):
                ports.wanted(str(number))

    @pytest.mark.parametrize("text", ["", "0", "65536", "http", "80 80", "-1"])
    def test_what_is_no_port_is_refused(self, text):
        with pytest.raises(Failure, match="PORT"):
            ports.wanted(text)


def test_settings_of_the_environment_win_over_the_file(tmp_path, monkeypatch):
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    lines = ["# a remark", "SITE_URL='https://from.file'  # why", "export CACHE_URL=locmemcache://"]
    (tmp_path / ".env").write_text("\n".join(lines))
    monkeypatch.setenv("SITE_URL", "https://from.environment")
    monkeypatch.delenv("CACHE_URL", raising=False)
    given = environment.given()
    assert given["SITE_URL"] == "https://from.environment"
    assert given["CACHE_URL"] == "locmemcache://"
    assert environment.for_site(8000, "postgresql:///x")["SITE_URL"] == "https://from.environment"
