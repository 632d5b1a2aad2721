"""The HTTP side: one thread a connection; API under /v1, pages under /c, orders under /_test."""

import json
import socket
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from .api import Answer, Api, Request
from .control import Control
from .errors import StripeError
from .faults import ConnectionDropped, Faults
from .pages.site import Page, Pages
from .webhooks import Deliverer
from .world import World

LARGEST_BODY = 1_000_000
TICK = 0.2


class Sandbox(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(
        self, address: tuple[str, int], world: World, secrets: list[str], public_url: str | None
    ) -> None:
        self.world = world
        self.public_url = public_url
        self.stopping = threading.Event()
        self.faults = Faults()
        self.deliverer = Deliverer(world, secrets)
        self.api = Api(world, self.faults, self.stopping)
        self.pages = Pages(world)
        self.control = Control(world, self.faults, self.deliverer, self.api)
        super().__init__(address, Handler)

    def start(self) -> None:
        self.deliverer.start()
        threading.Thread(target=self._tick, daemon=True).start()

    def stop(self) -> None:
        """Answer nothing more; what is written stays written."""
        self.stopping.set()
        self.deliverer.stop()
        self.shutdown()
        with self.world.lock:
            self.world.store.close()
        self.server_close()

    def _tick(self) -> None:
        while not self.stopping.wait(TICK):
            self.world.run_due()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that went away is not worth a traceback."""
        if not isinstance(sys.exception(), (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Sandbox
    wbufsize = -1
    timeout = 60

    def setup(self) -> None:
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, True)

    def do_GET(self) -> None:
        self._serve()

    do_POST = do_DELETE = do_HEAD = do_GET

    def _serve(self) -> None:
        try:
            request = self._request()
            if request is None:
                return
            self._route(request)
        except ConnectionDropped:
            self.close_connection = True
        except StripeError as error:
            self._json(Answer(error.status, error.body(), error.headers))

    def _request(self) -> Request | None:
        length = self.headers.get("Content-Length", "0")
        if not length.isdigit() or int(length) > LARGEST_BODY:
            self.close_connection = True
            self._json(Answer(413, StripeError("The request is too large.", status=413).body()))
            return None
        parts = urlsplit(self.path)
        base = self.server.public_url or f"http://{self.headers.get('Host', 'localhost')}"
        body = self.rfile.read(int(length))
        return Request(self.command, parts.path, parts.query, body, self.headers, base)

    def _route(self, request: Request) -> None:
        if request.path.startswith("/_test/"):
            self._json(self.server.control.answer(request))
        elif request.path.startswith("/v1/"):
            self._json(self.server.api.answer(request))
        elif request.path.startswith("/c/"):
            fault = self.server.faults.take(request.method, request.path)
            if fault:
                fault.before(self.server.stopping)
            page = self.server.pages.answer(request)
            if fault:
                fault.after(self.server.stopping)
            self._page(page)
        else:
            text = f"Unrecognized request URL ({request.method}: {request.path})."
            self._json(Answer(404, StripeError(text, status=404).body()))

    def _json(self, answer: Answer) -> None:
        self._send(
            answer.status, "application/json", json.dumps(answer.body, indent=2), answer.headers
        )

    def _page(self, page: Page) -> None:
        headers = {
            "Cache-Control": "no-store",
            "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
            "Referrer-Policy": "no-referrer",
        }
        if page.location:
            headers["Location"] = page.location
        self._send(page.status, "text/html; charset=utf-8", page.html, headers)

    def _send(self, status: int, type: str, text: str, headers: dict[str, str]) -> None:
        body = text.encode()
        self.send_response(status)
        for name, value in {**headers, "Content-Type": type, "Content-Length": len(body)}.items():
            self.send_header(name, str(value))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        self.wfile.flush()

    def version_string(self) -> str:
        return "stripe-sandbox"

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet: `/_test` tells what was asked and sent."""
