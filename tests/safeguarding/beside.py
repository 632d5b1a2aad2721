"""Where a private word may stand besides pages: rows, letters, the log, Stripe, files."""

from collections.abc import Collection, Iterator
from io import StringIO
from pathlib import Path
from urllib.parse import unquote_plus

from django.conf import settings
from django.db import connection

from outbox.models import Mail
from tests.safeguarding import marks
from tests.safeguarding.walking import text_of

LETTERS = Mail._meta.db_table


def beside(log: StringIO, stripe, asked: Collection[str] = ()) -> list[tuple[str, list[str]]]:
    """Where a mark was found, and which. `asked`: guessed addresses, which the log repeats."""
    told = [*rows(), *letters(), ("stripe", unquote_plus(str(stripe.requests()))), *files()]
    found = [(f"{where}: {text[:200]}", marks.in_text(text)) for where, text in told]
    for line in log.getvalue().splitlines():
        guessed = " ".join(path for path in asked if path in line) if marks.in_text(line) else ""
        found.append((f"log: {line[:200]}", [m for m in marks.in_text(line) if m not in guessed]))
    return [(where, seen) for where, seen in found if seen]


def rows() -> Iterator[tuple[str, str]]:
    """Every row of every table in which nothing private may stand, as the database writes it."""
    private = {model._meta.db_table for model in marks.private_models()} | {LETTERS}
    with connection.cursor() as cursor:
        for table in sorted(set(connection.introspection.table_names(cursor)) - private):
            cursor.execute(f'SELECT one::text FROM "{table}" one')
            yield from ((table, text) for (text,) in cursor.fetchall())


def letters() -> Iterator[tuple[str, str]]:
    """What letters say; a donor may be greeted by name, in a letter to the same donor."""
    for mail in Mail.objects.all():
        name = f"{marks.WORDS[marks.DONOR]}{mail.to.partition('@')[0][-4:]} donor_name"
        yield LETTERS, f"{mail.key}: {mail.subject} {mail.body.replace(name, '')}"


def files() -> Iterator[tuple[str, str]]:
    for file in Path(settings.MEDIA_ROOT).rglob("*"):
        if file.is_file():
            yield str(file), text_of(file.read_bytes(), "image/")
