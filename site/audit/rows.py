"""A row as plain facts, for the people whom it is about."""

from collections.abc import Collection
from typing import Any

from django.db.models import Model

# Keys to private pages, and what only compares: they tell nothing about anybody.
SECRETS = (
    "token",
    "form_key",
    "link_seed",
    "link_digest",
    "sent_once",
    "file",
    "paper",
    "folded",
    "mailbox",
)


def facts_of(row: Model, leave_out: Collection[str] = ()) -> dict[str, Any]:
    """What the row says, without the numbers of other rows and without keys."""
    return {
        field.name: field.value_from_object(row)
        for field in row._meta.concrete_fields
        if not (field.is_relation or field.primary_key)
        and field.name not in SECRETS
        and field.name not in leave_out
    }
