"""The warm process believes a fork only where it ended as pytest ends with a test that failed."""

import os
import signal

import pytest

from tests.mutants import warm

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
    monkeypatch.setattr(warm, "CPU_SECONDS", 1)
    assert warm._in_a_fork(MODULE, "") == told
