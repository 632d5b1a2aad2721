"""Stripe's form encoding: `a[b][0][c]=x` into nested dicts and lists."""

import re
from typing import Any
from urllib.parse import parse_qsl

from .errors import ParameterError

PART = re.compile(r"\[([^\[\]]*)\]")
DEEPEST = 20
MOST_FIELDS = 2000


def decode(text: str) -> dict[str, Any]:
    """Nested strings; lists stay dicts by index until `params` knows what they should be."""
    tree: dict[str, Any] = {}
    for name, value in _pairs(text):
        path = _path(name)
        node = tree
        for part, following in zip(path, [*path[1:], None], strict=True):
            if part == "":
                part = str(len(node))
            if following is None:
                node[part] = value
                break
            below = node.setdefault(part, {})
            if not isinstance(below, dict):
                raise ParameterError(f"Invalid request: {name} is given twice", param=name)
            node = below
    return tree


def _pairs(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError as error:
        raise ParameterError(f"Invalid request body: {error}") from error


def _path(name: str) -> list[str]:
    head, bracket, rest = name.partition("[")
    parts = [head, *PART.findall(bracket + rest)]
    written = head + "".join(f"[{part}]" for part in parts[1:])
    if written != name or len(parts) > DEEPEST:
        raise ParameterError(f"Received unknown parameter: {name}", code="parameter_unknown")
    return parts
