"""Every address that the site answers at, with what is known of the view behind it."""

import inspect
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.urls import get_resolver


class Address(NamedTuple):
    """`app` is the label of the app whose view it is, or whose model that view shows."""

    name: str
    route: str
    app: str
    model: Any


def every() -> list[Address]:
    return list(_walk(get_resolver().url_patterns))


def in_admin() -> list[Address]:
    return [one for one in every() if one.route.startswith("admin/")]


def outside() -> list[Address]:
    return [one for one in every() if not one.route.startswith("admin/")]


def _walk(patterns: Any, before: str = "", space: str = "") -> Iterator[Address]:
    for one in patterns:
        route = before + str(one.pattern)
        if hasattr(one, "url_patterns"):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            yield from _walk(one.url_patterns, route, inner)
            continue
        view = getattr(one.callback, "view_class", one.callback)
        given = getattr(one.callback, "view_initkwargs", {})
        model = given.get("model") or getattr(view, "model", None)
        if not (inspect.isclass(model) and hasattr(model, "_meta")):
            model = None
        app = model._meta.app_label if model else _app_of(view.__module__)
        yield Address(f"{space}{one.name}", route, app, model)


def _app_of(module: str) -> str:
    """ "campaigns.bank.office.views" is of bank, "wishes.views.desk" of wishes."""
    first, _dot, rest = module.partition(".")
    inner = rest.partition(".")[0]
    is_app = first == "campaigns" or inner in ("claims", "dossiers")
    return inner if is_app and inner not in ("views", "wagtail_hooks") else first
