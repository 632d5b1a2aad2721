"""A thousand canary wishes out of a few: copies, written past the triggers.

A copy is one of every row that belongs to a wish, with a code, keys and marks of its own. It has
no page: what only pages show is looked for with those that were made the site's own way.
"""

import secrets
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, models

from tests.safeguarding import marks
from wishes.codes import new_code
from wishes.dossiers.models import Application
from wishes.models import CatalogueEntry, Wish


@contextmanager
def past_the_triggers():
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        cursor.execute("SET LOCAL session_replication_role = origin")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def rows_of(wish: Wish) -> dict[type[models.Model], list[models.Model]]:
    """All that belongs to the wish and is no page, in an order in which it can be written."""
    found: dict[type[models.Model], list[models.Model]] = {Wish: [wish]}
    application = Application.objects.get(wish=wish)
    queue: list[models.Model] = [wish, application]
    seen = {(type(one), one.pk) for one in queue}
    private = {*marks.private_models(), CatalogueEntry}
    first: list[models.Model] = [
        getattr(application, field.name)
        for field in Application._meta.concrete_fields
        if field.is_relation and field.related_model in private
        and getattr(application, field.name) is not None
    ]  # fmt: skip
    for one in first:
        found.setdefault(type(one), []).append(one)
        seen.add((type(one), one.pk))
    found[Application] = [application]
    while queue:
        row = queue.pop(0)
        for relation in private:
            for field in relation._meta.concrete_fields:
                if not field.is_relation or field.related_model is not type(row):
                    continue
                for one in relation._base_manager.filter(**{field.attname: row.pk}):
                    if (relation, one.pk) not in seen and relation is not Application:
                        seen.add((relation, one.pk))
                        found.setdefault(relation, []).append(one)
                        queue.append(one)
    return found


@dataclass
class _Copied:
    """Which row stands for which."""

    number: int
    keys: dict[tuple[type, object], object]

    def of(self, row: models.Model, code: str) -> models.Model:
        model, values = type(row), {}
        for field in model._meta.concrete_fields:
            if field.primary_key or field.generated:
                continue
            value = marks.renumbered(getattr(row, field.attname), self.number)
            if field.is_relation:
                value = self.keys.get((field.related_model, value), value)
            elif isinstance(field, models.BinaryField):
                value = secrets.token_bytes(len(bytes(value)))
            elif field.name == "code":
                value = code if model in (Wish, CatalogueEntry) else new_code()
            elif field.unique and value is not None:
                value = secrets.token_hex(16)
            values[field.attname] = value
        if model is Wish:
            values["page_id"] = None
        return model(**values)


def copy(originals: list[Wish], numbers: range) -> None:
    """A wish for each of `numbers`, of the originals in turn."""
    found = [rows_of(wish) for wish in originals]
    with past_the_triggers():
        for number in numbers:
            copied, code = _Copied(number, {}), new_code()
            for model, rows in found[number % len(found)].items():
                for row in rows:
                    made = copied.of(row, code)
                    model._base_manager.bulk_create([made])
                    copied.keys[(model, row.pk)] = made.pk
