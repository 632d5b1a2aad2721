"""What is believed of a mutant's tests: the warm process's fork, and the fresh process."""

import os
import signal

import pytest

from tests.mutants import tried, warm

MODULE = "campaigns/funds/ledger.py"


def spin():
    while True:
        pass


@pytest.mark.parametrize(
    ("end", "told"),
    [
        (lambda: os._exit(0), "0"),
        (lambda: os._exit(1), "1"),
        (spin, "1"),
        (lambda: os._exit(2), "fresh"),
        (lambda: os._exit(4), "fresh"),
        (lambda: os._exit(5), "fresh"),
        (lambda: os._exit(warm.FRESH), "fresh"),
        (lambda: os.kill(os.getpid(), signal.SIGKILL), "fresh"),
    ],
    ids=["alive", "noticed", "endless", "torn", "usage", "no tests", "asked", "killed"],
)
def test_what_a_fork_tells(monkeypatch, end, told):
    monkeypatch.setattr(warm, "swap", lambda *_texts: end())
    monkeypatch.setattr(tried, "CPU_SECONDS", 1)
    assert warm._in_a_fork(MODULE, "") == told


@pytest.mark.parametrize(
    ("does", "ends_with"),
    [("pass", 0), ("raise SystemExit(1)", 1), ("while True: pass", 1)],
    ids=["alive", "noticed", "endless"],
)
def test_what_a_fresh_process_tells(monkeypatch, tmp_path, does, ends_with):
    (tmp_path / "pytest.py").write_text(does)
    monkeypatch.setattr(tried, "ROOT", tmp_path)
    monkeypatch.setattr(tried, "CPU_SECONDS", 1)
    assert tried._fresh(MODULE) == ends_with
