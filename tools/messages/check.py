"""Says which of our strings a Kazakh or Russian reader would see in English, or broken."""

from collections.abc import Iterator
from pathlib import Path

import polib

from tools.messages import PLURAL_FORMS
from tools.messages.extract import plural_count
from tools.messages.sources import Message, placeholders


def problems(file: Path, language: str, messages: list[Message]) -> Iterator[str]:
    """One line for each string of `messages` that the catalogue `file` does not serve."""
    if not file.exists():
        yield "there is no catalogue: python -m tools.messages extract"
        return
    catalogue = polib.pofile(str(file))
    if catalogue.metadata.get("Plural-Forms") != PLURAL_FORMS[language]:
        yield "its Plural-Forms are not those of tools/messages/__init__.py"
    known = {(entry.msgctxt, entry.msgid): entry for entry in catalogue if not entry.obsolete}
    for message in messages:
        where = f"{message.singular!r} ({', '.join(message.files)})"
        entry = known.get(message.key)
        if entry is None:
            yield f"missing: {where}"
        elif entry.fuzzy:
            yield f"fuzzy: {where}"
        else:
            yield from (f"{problem}: {where}" for problem in _wrong(message, entry, language))


def _wrong(message: Message, entry: polib.POEntry, language: str) -> Iterator[str]:
    if message.plural is None:
        if not entry.msgstr:
            yield "not translated"
        elif placeholders(entry.msgstr) != placeholders(message.singular):
            yield "other placeholders than the original"
        return
    forms = entry.msgstr_plural
    if sorted(forms) != list(range(plural_count(language))) or not all(forms.values()):
        yield "not all plural forms are translated"
        return
    allowed = placeholders(message.plural) | placeholders(message.singular)
    # "One wish" may leave the number out; what both originals hold, no form may.
    needed = placeholders(message.plural) & placeholders(message.singular)
    for form in forms.values():
        if not needed <= placeholders(form) <= allowed:
            yield "other placeholders than the original"
            return
