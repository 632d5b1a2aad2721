"""Every public address there is, and every name that a form or a query may hold: found, not listed.

Whatever joins the site joins here by itself: addresses come from the resolver, names of fields from
the form classes and from the code that reads a request.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from django import forms
from django.urls import get_resolver
from django.urls.resolvers import LocalePrefixPattern

from tools.paths import APPS

# The admin has a door of its own; the webhook is fuzzed where its signatures are.
NOT_PUBLIC = ("admin/", "webhooks/", "static/")
READ_BY_CODE = re.compile(
    r"""(?:GET|POST|FILES|query|data|asked)(?:\.get|\.getlist|\.pop)?[\[(]["'](\w+)["']"""
)
PART = re.compile(r"<(?:(\w+):)?(\w+)>")


class Address(NamedTuple):
    """`route` as it stands in the resolver, `<int:year>` and all; `name` with its namespaces."""

    name: str
    route: str

    @property
    def parts(self) -> list[str]:
        return [name for _kind, name in PART.findall(self.route)]

    def path(self, values: dict[str, str]) -> str:
        return "/" + PART.sub(lambda found: values[found.group(2)], self.route)


def public() -> list[Address]:
    found = walk(get_resolver().url_patterns)
    return [one for one in found if not one.route.startswith(NOT_PUBLIC)]


def walk(patterns: Any, before: str = "", space: str = "") -> Iterator[Address]:
    for one in patterns:
        if isinstance(one.pattern, LocalePrefixPattern):
            for language in ("kk", "ru", "en"):
                yield from walk(one.url_patterns, f"{before}{language}/", space)
            continue
        route = before + _as_path(str(one.pattern))
        if hasattr(one, "url_patterns"):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            yield from walk(one.url_patterns, route, inner)
        else:
            yield Address(f"{space}{one.name}", route)


def _as_path(pattern: str) -> str:
    """A regular expression's groups as parts of a path."""
    if not pattern.startswith("^"):
        return pattern
    plain = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", r"<\1>", pattern)
    plain = re.sub(r"\(\?!.*?\)|\(\?:.*?\)", "", plain)
    return re.sub(r"\([^<>]*\)", "<path>", plain).strip("^$").replace("\\", "")


@cache
def fields() -> list[str]:
    """Names that some form of ours has, or some code of ours reads from a request."""
    names = {name for form in _forms(forms.BaseForm) for name in form.base_fields}
    for app in APPS:
        for file in app.rglob("*.py"):
            names |= set(READ_BY_CODE.findall(file.read_text()))
    return sorted(names)


def _forms(of: type) -> Iterator[type]:
    for one in of.__subclasses__():
        if hasattr(one, "base_fields") and not one.__module__.startswith("django."):
            yield one
        yield from _forms(one)
