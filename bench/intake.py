"""A message from Stripe: verified, kept and answered, against a view that inserts one row."""

import hashlib
import hmac
import io
import json
import time
from itertools import count
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.db import connection, models
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from bench.rounds import Outcome, in_turns

AT_LEAST = 0.5
A_TURN, ROUNDS = 100, 21
SECRET = "whsec_zhurek_tests"

_numbers = count(1)


class Row(models.Model):
    """What the bare view writes: as many columns of the same kinds as a kept message."""

    event_id = models.CharField(max_length=120, unique=True)
    type = models.CharField(max_length=80)
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "bench"

    def __str__(self) -> str:
        return self.event_id


# The baseline has no middleware at all: nothing here asks for a token, and nothing serves it.
@csrf_exempt
def bare(request: HttpRequest) -> HttpResponse:
    Row.objects.create(event_id=f"evt_{next(_numbers)}", type="bare")
    return HttpResponse("kept")


urlpatterns = [path("bare/", bare)]


def measure() -> Outcome:
    with connection.schema_editor() as editor:
        editor.create_model(Row)
    site = WSGIHandler()
    with override_settings(MIDDLEWARE=[], ROOT_URLCONF="bench.intake"):
        plain = WSGIHandler()

    def deliver() -> None:
        for _ in range(A_TURN):
            _ask(site, next(messages))

    def insert() -> None:
        with override_settings(ROOT_URLCONF="bench.intake"):
            for _ in range(A_TURN):
                _ask(plain, environ("/bare/", b""))

    # Signed beforehand: that is Stripe's work.
    messages = iter([message(next(_numbers)) for _ in range(A_TURN * (ROUNDS + 1))])
    ours, bare_view = in_turns(deliver, insert, rounds=ROUNDS)
    ratio = bare_view / ours
    return Outcome(
        "webhook intake / bare view that inserts one row",
        ratio,
        f"at least {AT_LEAST}",
        ratio >= AT_LEAST,
        ours / A_TURN,
        bare_view / A_TURN,
    )


def message(number: int) -> dict[str, Any]:
    body = json.dumps(
        {
            "id": f"evt_bench{number}",
            "object": "event",
            "type": "checkout.session.completed",
            "created": int(time.time()),
            "livemode": False,
            "data": {"object": {"id": f"cs_test_{number}", "object": "checkout.session"} | FILLING},
        }
    ).encode()
    stamp = str(int(time.time()))
    signed = hmac.new(SECRET.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    return environ("/webhooks/stripe/", body) | {"HTTP_STRIPE_SIGNATURE": f"t={stamp},v1={signed}"}


# As much as Stripe really sends about a paid page: about 3 kB.
FILLING = {f"field_{n}": "x" * 60 for n in range(35)} | {"payment_intent": "pi_bench"}


def environ(url: str, body: bytes) -> dict[str, Any]:
    return {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": url,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
    }


def _ask(handler: WSGIHandler, request: dict[str, Any]) -> None:
    answered: list[str] = []
    answer = handler(request, lambda status, _headers: answered.append(status))
    answer.close()
    if answered != ["200 OK"]:
        raise RuntimeError(f"{request['PATH_INFO']} answered {answered}")
