"""A request, what is wrong with its answer, and nothing left of what it did."""

import traceback
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection, transaction

from tests.safeguarding.world import World

FORM = "application/x-www-form-urlencoded"


@dataclass
class Sent:
    """What came of all that was sent; `wrong`: one request for each fault that it showed."""

    answers: Counter = field(default_factory=Counter)
    wrong: dict[str, dict] = field(default_factory=dict)

    def send(self, world: World, asked: dict) -> None:
        answer = answer_to(world, asked)
        self.answers[answer.status_code] += 1
        if fault := fault_of(answer):
            self.wrong.setdefault(fault, asked)


def answer_to(world: World, asked: dict):
    client = world.client
    headers = {"Sec-Fetch-Site": "same-origin"} | asked["headers"]
    client.cookies = world.cookies.copy()
    # A savepoint and no block: the money's own blocks must be the outermost.
    before = transaction.savepoint()
    try:
        answer = client.generic(
            asked["method"], asked["path"], asked["body"], asked["kind"] or None,
            QUERY_STRING=asked["query"], headers=headers,
        )  # fmt: skip
        list(answer)
        if asked["method"] == "POST":
            # What a commit would have been refused for.
            connection.check_constraints()
    finally:
        transaction.savepoint_rollback(before)
        transaction.set_rollback(False)
        # Rolled back to, it would stay, and each request would stand within all before it.
        transaction.savepoint_commit(before)
    return answer


def fault_of(answer) -> str:
    if answer.status_code >= 500:
        kind, _raised, trace = getattr(answer, "exc_info", None) or (None, None, None)
        where = traceback.extract_tb(trace)[-1:]
        return f"{answer.status_code}: {getattr(kind, '__name__', '')} at {where}"
    # Our own pages, and the page on which a donor pays.
    ours = ("/", "http://testserver/", settings.SITE_URL, settings.STRIPE_API_BASE)
    place = answer.get("Location", "/")
    away = not place.startswith(ours) or place.startswith("//")
    return f"leads to {urlsplit(place).netloc or place}" if away else ""
