"""The table of calls: method and path, the library's parameter type, and the function that acts."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .errors import StripeError
from .world import World


@dataclass
class Call:
    """One request of the API, its parameters already held against the library's types.

    `base_url` is the address the caller reached the sandbox by; pages are linked under it.
    """

    world: World
    params: dict[str, Any]
    base_url: str = ""
    args: dict[str, str] = field(default_factory=dict)
    request_id: str | None = None


Handler = Callable[[Call], dict[str, Any]]


@dataclass(frozen=True)
class Route:
    method: str
    pattern: re.Pattern[str]
    path: str
    params: str
    handler: Handler


ROUTES: list[Route] = []


def route(method: str, path: str, params: str) -> Callable[[Handler], Handler]:
    """Register a handler; `params` names a type under `stripe.params`."""

    def register(handler: Handler) -> Handler:
        pattern = re.compile(re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", path))
        ROUTES.append(Route(method, pattern, path, params, handler))
        return handler

    return register


def resolve(method: str, path: str) -> tuple[Route, dict[str, str]]:
    for known in ROUTES:
        if known.method == method and (match := known.pattern.fullmatch(path)):
            return known, match.groupdict()
    raise StripeError(
        f"Unrecognized request URL ({method}: {path}). If you are trying to list objects, remove "
        "the trailing slash. If you are trying to retrieve an object, make sure you passed a "
        "valid (non-empty) identifier in your code. Please see https://stripe.com/docs or the "
        "README of the sandbox for what it answers.",
        status=404,
    )
