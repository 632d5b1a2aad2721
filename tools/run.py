"""`make run`: from a bare machine to the running site, and back to nothing running.

Needs the standard library alone: it makes the environment that everything else runs in.
"""

import os
import signal
import time
import urllib.error
import urllib.request

from tools import environment, locks, ports, processes, venv
from tools.console import Failure, main, say, step
from tools.paths import LOGS, ROOT, VAR, shown
from tools.postgres.cluster import Cluster
from tools.services import Service, Supervisor

DATABASE = "zhurek"
SIGN_INS = VAR / "sign-ins.txt"


def run() -> None:
    begun = time.monotonic()
    if os.environ.get("MAKELEVEL"):
        # Started by make: end with it, also when it is killed and cannot tell us.
        processes.signal_when_parent_dies(signal.SIGTERM)
    port = ports.wanted(os.environ.get("PORT") or "8000")
    if not locks.hold(VAR / "run.lock"):
        raise Failure(f"`make run` is running here already (process {_other_run()}).")
    say("Zhurek is being started.")
    python = str(venv.ensure("runtime"))
    supervisor, cluster = Supervisor(), None
    try:
        given = environment.given()
        if given.get("DATABASE_URL"):
            url = given["DATABASE_URL"]
        else:
            cluster = Cluster("postgres")
            with step("Starting PostgreSQL"):
                say(f"    {cluster.start()}")
            url = cluster.url(DATABASE)
        settings = environment.for_site(port, url)
        if not settings.get("STRIPE_SECRET_KEY"):
            settings = _start_sandbox(supervisor, python, settings, port)
        _prepare(python, settings)
        _start_site(supervisor, python, settings, port)
        say(f"\nZhurek is running; the first page came after {time.monotonic() - begun:.0f} s.\n")
        _say_where(port, settings)
        _watch(supervisor, cluster)
    finally:
        say("\nStopping.")
        supervisor.stop()
        if cluster:
            cluster.stop()
        say("Everything is stopped.")


def _other_run() -> str:
    return locks.holder(VAR / "run.lock")


def _start_sandbox(
    supervisor: Supervisor, python: str, settings: dict[str, str], port: int
) -> dict[str, str]:
    """Start the Stripe sandbox; returns the settings turned to it."""
    own = port + 1 if port < 65535 and ports.free(port + 1) else ports.any_free()
    webhook = f"http://127.0.0.1:{port}/webhooks/stripe/"
    state = VAR / "sandbox" / "state.json"
    state.parent.mkdir(parents=True, exist_ok=True)
    command = [python, "-m", "tests.stripe_sandbox", "--port", str(own), "--webhook", webhook]
    command += ["--secret", environment.SANDBOX_SECRET, "--state", str(state)]
    say("  Starting the Stripe sandbox ...")  # and going on meanwhile: who needs it waits for it
    supervisor.start(Service("sandbox", command, settings))
    return environment.with_sandbox(settings, f"http://127.0.0.1:{own}")


def _prepare(python: str, settings: dict[str, str]) -> None:
    """Catalogues, tables, roles, demo content: one process, since loading Django takes longest."""
    done = processes.run([python, "-m", "tools.prepare", str(SIGN_INS)], cwd=ROOT, env=settings)
    if done.returncode != 0:
        raise Failure("The site could not be prepared: the reason stands above.")


def _start_site(supervisor: Supervisor, python: str, settings: dict[str, str], port: int) -> None:
    manage = [python, str(ROOT / "manage.py")]
    web = Service("web", [python, "-m", "gunicorn", "--no-control-socket"], settings)
    with step("Starting the web server"):
        supervisor.start(web)
        _wait_for_page(web, port)
    supervisor.start(Service("worker", [*manage, "db_worker"], settings))
    supervisor.start(Service("clock", [*manage, "run_periodic", "--loop", "5"], settings))


def _wait_for_page(web: Service, port: int) -> None:
    """Until a reader's first page comes; it also fills the caches that the second reader uses."""
    _wait(web, lambda: ports.answers(port), 60)
    url = f"http://127.0.0.1:{port}/kk/"
    try:
        with urllib.request.urlopen(url, timeout=60):
            pass
    except urllib.error.HTTPError as answer:
        raise Failure(f"{url} answers {answer.code}:\n{web.last_words(40)}") from answer
    except OSError as problem:
        raise Failure(f"{url} does not answer ({problem}):\n{web.last_words()}") from problem


def _wait(service: Service, ready, seconds: float) -> None:
    arrived = processes.wait_until(lambda: ready() or not service.running, within=seconds)
    if not service.running or not arrived:
        raise Failure(f"{service.name} did not start:\n{service.last_words()}")


def _say_where(port: int, settings: dict[str, str]) -> None:
    site = f"http://localhost:{port}"
    say(f"  Site      {site}/kk/   {site}/ru/   {site}/en/")
    say(f"  Staff     {site}/admin/")
    if settings.get("STRIPE_SECRET_KEY") == environment.SANDBOX_KEY:
        sandbox = settings["STRIPE_API_BASE"]
        say(f"  Sandbox   {sandbox}   stands in for Stripe: the card 4242 4242 4242 4242 pays")
    if not settings.get("EMAIL_URL"):
        say(f"  Mail      is not sent but written to {shown(VAR / 'mail')}/")
    say(f"  Logs      {shown(LOGS)}/\n")
    say(SIGN_INS.read_text())
    say("Ctrl-C stops everything.")


def _watch(supervisor: Supervisor, cluster: Cluster | None) -> None:
    while True:
        time.sleep(0.5)
        if cluster and cluster.ended:
            raise Failure(f"PostgreSQL ended by itself: see {cluster.home.log}")
        supervisor.look()


if __name__ == "__main__":
    main(run, stopped=0)
