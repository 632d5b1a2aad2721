import pytest

from tools import chromium
from tools.console import Failure


@pytest.fixture
def machine(monkeypatch):
    """A machine on which only the programs in the returned set are there."""
    there: dict[str, str] = {}
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(chromium.shutil, "which", there.get)
    monkeypatch.setattr(chromium.os, "geteuid", lambda: 1000)
    return there


def test_the_one_that_is_named_wins(machine, monkeypatch):
    machine.update(chromium="/usr/bin/chromium")
    machine["/opt/own/chrome"] = "/opt/own/chrome"
    assert chromium.ensure() == "/usr/bin/chromium"
    monkeypatch.setenv("CHROMIUM", "/opt/own/chrome")
    assert chromium.ensure() == "/opt/own/chrome"


def test_a_named_one_that_is_not_there_is_said(machine, monkeypatch):
    machine.update(chromium="/usr/bin/chromium")
    monkeypatch.setenv("CHROMIUM", "/nowhere")
    with pytest.raises(Failure, match="/nowhere"):
        chromium.ensure()


def test_known_places_are_looked_at(machine):
    place = chromium.PLACES[-1]
    machine[place] = place
    assert chromium.ensure() == place


def test_without_one_it_is_said_in_one_line_what_to_install(machine):
    with pytest.raises(Failure, match=r"^[^\n]*apt-get install chromium[^\n]*$"):
        chromium.ensure()


def test_debian_as_root_gets_it_installed(machine, monkeypatch):
    machine["apt-get"] = "/usr/bin/apt-get"
    monkeypatch.setattr(chromium.os, "geteuid", lambda: 0)
    monkeypatch.setattr(chromium.Path, "exists", lambda path: True)
    asked = []

    def run(command, **options):
        asked.append(command[-1])
        machine.update(chromium="/usr/bin/chromium")

    monkeypatch.setattr(chromium.processes, "run", run)
    assert chromium.ensure() == "/usr/bin/chromium"
    assert asked == ["update", "chromium"]
