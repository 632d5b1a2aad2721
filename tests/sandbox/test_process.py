"""The program itself: it starts, keeps its state over a restart, and stops at once."""

import signal
import socket
import subprocess
import sys
import threading
import time

import pytest
import stripe

from tests.sandbox.conftest import client_for, gift
from tests.stripe_sandbox.control import Control
from tests.stripe_sandbox.control_money import MONEY
from tests.stripe_sandbox.faults import KINDS, Faults
from tests.stripe_sandbox.process import ROOT, OrderRefused, SandboxProcess
from tests.stripe_sandbox.webhooks import Deliverer
from tests.stripe_sandbox.world import World


def test_sessions_money_and_settings_outlive_a_restart(tmp_path):
    state = tmp_path / "sandbox.sqlite3"
    with SandboxProcess(state=state) as sandbox:
        v1 = client_for(sandbox).v1
        open_one = v1.checkout.sessions.create(gift(), {"idempotency_key": "one"})
        paid = v1.checkout.sessions.create(gift())
        sandbox.pay(paid.id)
        sandbox.advance(600)
        sandbox.settings(fee_fixed=1)
        books, now = sandbox.books(), sandbox.now()
    with SandboxProcess(state=state) as sandbox:
        v1 = client_for(sandbox).v1
        again = v1.checkout.sessions.create(gift(), {"idempotency_key": "one"})

        assert sandbox.books() == books
        assert sandbox.settings()["fee_fixed"] == 1
        assert 0 <= sandbox.now() - now < 60
        assert again.id == open_one.id
        sandbox.pay(open_one.id)
        other = v1.checkout.sessions.create(gift())
        sandbox.advance(24 * 3600)
        assert v1.checkout.sessions.retrieve(other.id).status == "expired"


def test_events_not_yet_taken_are_sent_after_a_restart(tmp_path, listener):
    state = tmp_path / "sandbox.sqlite3"
    with SandboxProcess(state=state, webhooks=[listener.url]) as sandbox:
        sandbox.webhook_control(hold=True)
        session = client_for(sandbox).v1.checkout.sessions.create(gift())
        sandbox.pay(session.id)
    assert listener.events == []

    with SandboxProcess(state=state, webhooks=[listener.url]) as sandbox:
        assert sandbox.flush()

    assert "checkout.session.completed" in listener.types()


def test_a_killed_sandbox_has_kept_what_it_answered(tmp_path):
    state = tmp_path / "sandbox.sqlite3"
    with SandboxProcess(state=state) as sandbox:
        session = client_for(sandbox).v1.checkout.sessions.create(gift())
        sandbox.process.kill()

    with SandboxProcess(state=state) as sandbox:
        assert client_for(sandbox).v1.checkout.sessions.retrieve(session.id).status == "open"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_within_a_second_also_in_the_middle_of_a_slow_answer(number):
    with SandboxProcess() as sandbox:
        sandbox.fault("delay", "/v1/*", seconds=60)
        slow = threading.Thread(target=_ask_in_vain, args=(sandbox,), daemon=True)
        slow.start()
        time.sleep(0.3)

        began = time.monotonic()
        sandbox.process.send_signal(number)
        status = sandbox.process.wait(5)

        assert status == 0
        assert time.monotonic() - began < 1
        slow.join(5)
        assert not slow.is_alive()


def _ask_in_vain(sandbox):
    with pytest.raises(stripe.APIConnectionError):
        client_for(sandbox).v1.balance.retrieve()


def test_it_ends_with_the_process_that_started_it():
    started = (
        "import subprocess, sys; p = subprocess.Popen([sys.executable, '-m', "
        "'tests.stripe_sandbox', '--port', '0', '--with-parent'], stdout=subprocess.PIPE, "
        "stderr=subprocess.DEVNULL); print(p.stdout.readline().decode())"
    )
    answer = subprocess.run(
        [sys.executable, "-c", started], cwd=ROOT, capture_output=True, text=True, check=True
    )
    port = int(answer.stdout.strip().rpartition(":")[2])

    until = time.monotonic() + 5
    while _answers(port):
        assert time.monotonic() < until, "it still runs"
        time.sleep(0.1)


def _answers(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_it_says_what_is_missing():
    answer = subprocess.run(
        [sys.executable, "-m", "tests.stripe_sandbox"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert answer.returncode == 2
    assert "--port" in answer.stderr


def test_the_readme_tells_of_every_order():
    readme = (ROOT / "tests" / "stripe_sandbox" / "README.md").read_text()
    control = Control(World(), Faults(), Deliverer(World(), []), None)

    orders = {f"{method} {name}" for method, name in control.orders}
    orders |= {f"POST {name}" for name in MONEY}
    assert [order for order in sorted(orders) if f"`{order}`" not in readme] == []


def test_the_readme_tells_of_every_fault():
    readme = (ROOT / "tests" / "stripe_sandbox" / "README.md").read_text()

    assert [kind for kind in KINDS if f"`{kind}`" not in readme] == []


def test_a_reset_takes_everything_back(sandbox):
    sandbox.settings(fee_fixed=1)
    sandbox.fault("status")
    sandbox.advance(600)
    sandbox.webhook_control(hold=True)
    before = time.time()

    sandbox.reset()

    assert sandbox.settings()["fee_fixed"] != 1
    assert sandbox.call("GET", "faults") == []
    assert sandbox.now() - before < 60
    assert sandbox.webhook_control()["hold"] is False


@pytest.mark.parametrize(
    ("order", "given"),
    [
        ("settings", {"colour": "red"}),
        ("settings", {"fee_fixed": "much"}),
        ("faults", {"kind": "flood"}),
        ("faults", {"colour": "red"}),
        ("webhooks", {"colour": "red"}),
        ("webhooks/redeliver", {"event": "evt_none"}),
        ("pay", {"session": "cs_test_none"}),
        ("pay", {"colour": "red"}),
        ("clock", {}),
        ("nothing", {}),
    ],
)
def test_an_order_that_makes_no_sense_is_refused(sandbox, order, given):
    with pytest.raises(OrderRefused) as refused:
        sandbox.call("POST", order, **given)

    assert refused.value.status in (400, 404)
