"""A log line opens nothing and names nobody."""

import logging
import sys

import pytest
from django.urls import get_resolver

from edge.private_links import MaskedFormatter, masked

KEY = "t0kenT0kent0kenT0ken_-"


def token_patterns(patterns, before=""):
    """The addresses that a secret opens, as they are written in the tables of addresses."""
    for one in patterns:
        route = before + str(one.pattern)
        if hasattr(one, "url_patterns"):
            yield from token_patterns(one.url_patterns, route)
        elif ":token>" in route:
            yield route


def test_the_secret_of_every_private_link_is_masked():
    routes = list(token_patterns(get_resolver().url_patterns))
    assert len(routes) > 10
    for route in routes:
        path = "/" + route.replace("<slug:token>", KEY).replace("<str:token>", KEY)
        assert KEY not in masked(f"Gone: {path}"), route


@pytest.mark.parametrize("query", ["c={}", "from=paper&c={}", "c={}&x=1"])
@pytest.mark.parametrize("path", ["/receipts/check/2026-000001/", "/ru/receipts/check/2026-000001"])
def test_the_code_of_a_receipt_is_masked_wherever_it_stands(path, query):
    assert KEY not in masked(f"GET {path}?{query.format(KEY)} 200")


def logged(error):
    try:
        raise error
    except type(error):
        record = logging.LogRecord("x", 40, "f", 1, "it failed", (), sys.exc_info())
    return MaskedFormatter("%(message)s").format(record)


def test_a_traceback_names_nobody():
    row = (
        "new row violates a rule\nDETAIL:  Failing row contains (7, Айгүл, one line\n\nmore)."
        "\nCONTEXT:  more"
    )
    shown = logged(ValueError(row))
    assert "Айгүл" not in shown
    assert "new row violates a rule" in shown
    assert shown.endswith("CONTEXT:  more")
    assert "aigul.s+x@example.org" not in logged(ValueError("no letter to <aigul.s+x@example.org>"))
