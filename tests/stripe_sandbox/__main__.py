"""`python -m tests.stripe_sandbox --port 9000 --webhook http://127.0.0.1:8000/webhooks/stripe/`"""

import argparse
import os
import signal
import sys
import threading
from types import FrameType

from .server import Sandbox
from .world import World

SECRET = "whsec_sandbox"


def main() -> None:
    options = _options()
    world = World(options.state, options.webhook)
    secrets = options.secret.split(",")
    sandbox = Sandbox((options.host, options.port), world, secrets, options.public_url)
    stop = threading.Event()
    parent = os.getppid()

    def ask_to_stop(signum: int, frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ask_to_stop)
    sandbox.start()
    threading.Thread(target=sandbox.serve_forever, args=(0.1,), daemon=True).start()
    host, port = sandbox.server_address[:2]
    sys.stdout.write(f"Stripe sandbox ready on http://{host!s}:{port}\n")
    sys.stdout.flush()
    while not stop.wait(1 if options.with_parent else None):
        if os.getppid() != parent:
            break
    sandbox.stop()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.stripe_sandbox", description=__doc__)
    parser.add_argument("--port", type=int, required=True, help="0 takes a free one")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument(
        "--webhook",
        action="append",
        default=[],
        metavar="URL",
        help="where events are sent; may be given several times",
    )
    parser.add_argument(
        "--secret",
        default=SECRET,
        help=f"signs the events ({SECRET}); several, separated by commas, sign side by side",
    )
    parser.add_argument("--state", metavar="FILE", help="SQLite file that outlives a restart")
    parser.add_argument(
        "--public-url",
        metavar="URL",
        help="what pay pages are linked under, when not the address the API was called at",
    )
    parser.add_argument(
        "--with-parent", action="store_true", help="end when the process that started this ends"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
