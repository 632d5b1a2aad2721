"""Messages in a burst, over HTTP: how far the slowest answers lie from the usual one."""

import http.client
import os
import sys
import threading
from pathlib import Path
from queue import SimpleQueue
from statistics import median, quantiles
from time import perf_counter

from bench.intake import message
from bench.rounds import Outcome
from tools import ports, processes
from tools.paths import ROOT
from tools.services import Service, Supervisor

AT_MOST = 20
SENDERS, MESSAGES = 16, 4_000


def measure() -> Outcome:
    port = ports.any_free()
    # Two processes of four threads, as gunicorn.conf.py has it.
    environment = os.environ | {"PORT": str(port), "PYTHONPATH": f"{ROOT}:{ROOT / 'site'}"}
    supervisor = Supervisor()
    web = supervisor.start(
        Service(
            "bench-web",
            [sys.executable, "-m", "gunicorn", "--no-control-socket"],
            environment,
            ROOT,
            Path(os.environ.get("TMPDIR", "/tmp")) / "zhurek-bench",
        )
    )
    try:
        processes.wait_until(lambda: ports.answers(port) or not web.running, within=60)
        _burst(port, 400, first=2_000_000)
        taken = _burst(port, MESSAGES, first=1_000_000)
    finally:
        supervisor.stop(patience=5)
    usual, slow = median(taken), quantiles(taken, n=100)[98]
    return Outcome(
        f"p99 / median of the webhook's answer, {SENDERS} at once",
        slow / usual,
        f"below {AT_MOST}",
        slow / usual < AT_MOST,
        slow,
        usual,
    )


def _burst(port: int, messages: int, *, first: int) -> list[float]:
    """Seconds that each answer took. RuntimeError when one is not 200."""
    waiting: SimpleQueue = SimpleQueue()
    for number in range(first, first + messages):
        waiting.put(message(number))
    taken: list[float] = []
    problems: list[object] = []

    def send() -> None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while not waiting.empty():
            one = waiting.get()
            headers = {
                "Stripe-Signature": one["HTTP_STRIPE_SIGNATURE"],
                "Content-Type": "application/json",
            }
            start = perf_counter()
            line.request("POST", "/webhooks/stripe/", one["wsgi.input"].getvalue(), headers)
            answer = line.getresponse()
            answer.read()
            taken.append(perf_counter() - start)
            if answer.status != 200:
                problems.append(answer.status)

    senders = [threading.Thread(target=send) for _ in range(SENDERS)]
    for one in senders:
        one.start()
    for one in senders:
        one.join()
    if problems or len(taken) != messages:
        raise RuntimeError(f"{len(taken)} of {messages} answered; {problems[:5]}")
    return taken
