"""What is looked for in every table and folder once somebody was to be forgotten."""

from datetime import timedelta
from pathlib import Path

import time_machine
from django.core.files.base import ContentFile
from django.db import connection
from django.utils import timezone

from outbox.models import Mail
from wishes.dossiers.models import Evidence

CANARY = {
    "guardian_name": "Гульнара Канарейкина", "phone": "+77015556677",
    "email": "canary@example.kz", "given_name": "Кенарай", "family_name": "Канарейкина",
    "patronymic": "Канарбековна", "school": "школа канарейки", "address": "Канареечная, дом 7",
}  # fmt: skip


def with_papers(wish):
    for kind in ("consent_paper", "photo"):
        file = ContentFile(b"canary " + kind.encode(), name="a.jpg")
        Evidence.objects.create(application=wish.application, kind=kind, file=file)
    return wish


def later(days):
    return time_machine.travel(timezone.now() + timedelta(days=days), tick=False)


def stored(but=()):
    """Every row of the database as text, besides those tables."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor)) - set(but)
        text = []
        for table in sorted(tables):
            cursor.execute(f'SELECT one::text FROM "{table}" one')
            text += [row for (row,) in cursor.fetchall()]
    return "\n".join(text)


def files(settings):
    return [path for path in Path(settings.PRIVATE_MEDIA_ROOT).rglob("*") if path.is_file()]


def send_letters():
    Mail.objects.update(sent_at=timezone.now(), body="")
