"""Brings the catalogues up to the sources, keeping every translation there is."""

from pathlib import Path

import polib

from tools.messages import PLURAL_FORMS
from tools.messages.sources import Message, placeholders


def merge(file: Path, language: str, messages: list[Message]) -> tuple[int, int]:
    """Write `messages` into the catalogue `file`; returns how many came and how many went.

    What the sources hold no longer is kept as obsolete, and used again should it come back.
    References have no line numbers: those would change with every edit elsewhere in the file.
    """
    old = polib.pofile(str(file)) if file.exists() else polib.POFile()
    known = {(entry.msgctxt, entry.msgid): entry for entry in old}
    new = polib.POFile(wrapwidth=100)
    new.metadata = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURAL_FORMS[language],
    }
    came = 0
    for message in messages:
        before = known.pop(message.key, None)
        came += before is None or before.obsolete
        new.append(_entry(message, before, language))
    went = 0
    for entry in known.values():
        went += not entry.obsolete
        if any((entry.msgstr, *entry.msgstr_plural.values())):
            entry.obsolete = True
            entry.occurrences = []
            new.append(entry)
    file.parent.mkdir(parents=True, exist_ok=True)
    new.save(str(file))
    return came, went


def _entry(message: Message, before: polib.POEntry | None, language: str) -> polib.POEntry:
    entry = polib.POEntry(
        msgid=message.singular,
        msgctxt=message.context,
        occurrences=[(name, "") for name in message.files],
        comment=before.comment if before else "",
        tcomment=before.tcomment if before else "",
    )
    if any(mark.startswith("%") for mark in placeholders(message.plural or message.singular)):
        entry.flags.append("python-format")
    if before and before.fuzzy:
        entry.flags.append("fuzzy")
    if message.plural is None:
        entry.msgstr = before.msgstr if before else ""
        return entry
    entry.msgid_plural = message.plural
    written = before.msgstr_plural if before else {}
    entry.msgstr_plural = {form: written.get(form, "") for form in range(plural_count(language))}
    return entry


def plural_count(language: str) -> int:
    return int(PLURAL_FORMS[language].split("nplurals=")[1].split(";")[0])
