"""Turning the short notation of the demonstration texts into blocks."""

from typing import Any

from campaigns.funds.models import Fund


def blocks(parts: list[tuple[str, Any]], fund: Fund | None) -> list[tuple[str, Any]]:
    """Stream data of `parts`; a call leads to `fund`, and is left out where there is none."""
    made = [_block(kind, value, fund) for kind, value in parts]
    return [block for block in made if block]


def figure_values(texts: Any, keys: tuple[str, ...]) -> list[dict[str, str]]:
    """The figures called `keys`, each with its date and source (`texts`: a language's module)."""
    return [
        {
            "value": texts.FIGURES[key][0],
            "unit": texts.FIGURES[key][1],
            "label": texts.FIGURES[key][2],
            "as_of_note": texts.AS_OF,
            "source": texts.SOURCE,
        }
        for key in keys
    ]


def _block(kind: str, value: Any, fund: Fund | None) -> tuple[str, Any] | None:
    if kind == "steps":
        return kind, [{"title": title, "text": text} for title, text in value]
    if kind == "quote":
        return kind, {"text": value[0], "who": value[1]}
    if kind == "notice":
        return kind, {"tone": "info", "title": value[0], "text": value[1]}
    if kind == "call":
        title, text, button = value
        call = {"title": title, "text": text, "button": button, "page": None}
        return ("call_to_action", call | {"fund": fund.slug}) if fund else None
    return kind, value
