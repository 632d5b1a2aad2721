"""Which strings of ours are shown to people: read from the sources, by parsing them."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation.template import templatize

from tools.paths import APPS, ROOT

TEMPLATE_ENDINGS = {".html", ".txt", ".xml"}
# Where in a call's arguments the context, the message and its plural stand.
CALLS: dict[str, tuple[int | None, int, int | None]] = {}
for _ending in ("", "_lazy", "_noop"):
    CALLS[f"gettext{_ending}"] = (None, 0, None)
    CALLS[f"ngettext{_ending}"] = (None, 0, 1)
    CALLS[f"pgettext{_ending}"] = (0, 1, None)
    CALLS[f"npgettext{_ending}"] = (0, 1, 2)
CALLS["_"] = CALLS["gettext"]
_CALL_BEGINS = re.compile(rf"\b(?:{'|'.join(sorted(CALLS, key=len, reverse=True))})\(")


@dataclass
class Message:
    singular: str
    plural: str | None = None
    context: str | None = None
    files: list[str] = field(default_factory=list)

    @property
    def key(self) -> tuple[str | None, str]:
        return (self.context, self.singular)


class NotLiteral(Exception):
    """A message put together while running can be in no catalogue."""


def everything() -> list[Message]:
    """Every message, in the order of files and of lines; each once, with all its files."""
    found: dict[tuple[str | None, str], Message] = {}
    for file in source_files():
        name = str(file.relative_to(ROOT))
        for message in messages_of(file):
            known = found.setdefault(message.key, message)
            known.plural = known.plural or message.plural
            if name not in known.files:
                known.files.append(name)
    return list(found.values())


def source_files() -> list[Path]:
    python = [file for app in APPS for file in app.rglob("*.py") if "migrations" not in file.parts]
    folders = [ROOT / "templates", *(app / "templates" for app in APPS)]
    templates = [file for folder in folders for file in folder.rglob("*") if _is_template(file)]
    return sorted(python) + sorted(set(templates))


def _is_template(file: Path) -> bool:
    return file.suffix in TEMPLATE_ENDINGS and file.is_file()


def messages_of(file: Path) -> list[Message]:
    text = file.read_text()
    calls = _calls_in_template(text) if _is_template(file) else _calls_in_python(text)
    try:
        return [message for call in calls if (message := read_call(call))]
    except NotLiteral as problem:
        raise NotLiteral(f"{file.relative_to(ROOT)}: {problem}") from problem


def _calls_in_python(text: str) -> Iterator[ast.Call]:
    calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    yield from sorted(calls, key=lambda call: (call.lineno, call.col_offset))


def _calls_in_template(text: str) -> Iterator[ast.Call]:
    """Django's own reader turns a template into calls of gettext, with all else blotted out."""
    code = templatize(text)
    end = 0
    for begin in _CALL_BEGINS.finditer(code):
        if begin.start() < end:
            continue  # inside a message's own text
        call, end = _whole_call(code, begin.start())
        yield call


def _whole_call(code: str, begin: int) -> tuple[ast.Call, int]:
    """The call that begins at `begin`: the shortest text up to a bracket that is an expression."""
    for bracket in re.finditer(r"\)", code[begin:]):
        end = begin + bracket.end()
        try:
            tree = ast.parse(code[begin:end], mode="eval").body
        except SyntaxError:
            continue
        if isinstance(tree, ast.Call):
            return tree, end
    raise NotLiteral(code[begin : begin + 60])


def read_call(call: ast.Call) -> Message | None:
    """The message that a call translates; None for another call, or for a variable's text."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name not in CALLS:
        return None
    context, singular, plural = CALLS[name]
    places = [place for place in (context, singular, plural) if place is not None]
    if len(call.args) <= max(places):
        return None
    texts = {place: _literal(call.args[place]) for place in places}
    if texts[singular] is None:
        return None
    return Message(
        singular=texts[singular] or "",
        plural=texts[plural] if plural is not None else None,
        context=texts[context] if context is not None else None,
    )


def _literal(argument: ast.expr) -> str | None:
    if isinstance(argument, ast.JoinedStr):
        raise NotLiteral(f"an f-string cannot be translated (line {argument.lineno})")
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return argument.value
    return None


def placeholders(text: str) -> set[str]:
    """What a text leaves open for values: %(name)s, %s and {name}; %% is a percent sign."""
    text = text.replace("%%", "")
    percent = re.findall(r"%\(\w+\)[#0\- +]*\d*(?:\.\d+)?[a-zA-Z]|%[sdrf]", text)
    return {*percent, *re.findall(r"\{\w*\}", text)}
