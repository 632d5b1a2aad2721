"""Reading the trail: who did what to what, newest first, a page at a time from a known entry.

Facts are codes and reasons by rule (see `record`). The reader trusts nobody on that: free words of
staff are left out, and what looks like an address is masked.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.apps import apps
from django.db.models import CharField, Model, Q, QuerySet
from django.utils import timezone

from audit.models import AuditEntry
from edge.private_links import without_addresses

A_PAGE = 50
# Facts that people type: they stand where they were typed, for those who may read them there.
FREE_WORDS = ("note", "text", "answer", "comment")
_LEFT_OUT = "…"


class Filters(NamedTuple):
    action: str = ""
    actor: int | None = None
    kind: str = ""
    target: str = ""
    first_day: date | None = None
    last_day: date | None = None

    def facts(self) -> dict[str, Any]:
        """What was asked for, as it is written into the trail itself."""
        asked = self._asdict()
        return {name: _plain(value) for name, value in asked.items() if value not in ("", None)}


class Page(NamedTuple):
    entries: list[AuditEntry]
    # Where the next page begins; None on the last.
    before: int | None


def entries(filters: Filters) -> QuerySet[AuditEntry]:
    found = AuditEntry.objects.select_related("actor").order_by("-pk")
    if filters.action:
        found = found.filter(action=filters.action)
    if filters.actor is not None:
        found = found.filter(actor_id=filters.actor)
    if filters.kind:
        found = found.filter(target_type=filters.kind)
    if filters.target:
        found = found.filter(_about(filters.target))
    if filters.first_day:
        found = found.filter(at__gte=_midnight(filters.first_day))
    if filters.last_day:
        found = found.filter(at__lt=_midnight(filters.last_day + timedelta(days=1)))
    return found


def page_of(filters: Filters, before: int | None) -> Page:
    """The next `A_PAGE` entries, older than entry `before` (None: from the newest)."""
    found = entries(filters)
    if before is not None:
        found = found.filter(pk__lt=before)
    read = list(found[: A_PAGE + 1])
    more = len(read) > A_PAGE
    return Page(read[:A_PAGE], read[A_PAGE - 1].pk if more else None)


def actions() -> list[str]:
    return list(AuditEntry.objects.order_by("action").values_list("action", flat=True).distinct())


def kinds() -> list[str]:
    kinds = AuditEntry.objects.order_by("target_type").values_list("target_type", flat=True)
    return [kind for kind in kinds.distinct() if kind]


def shown_facts(entry: AuditEntry) -> Iterator[tuple[str, str]]:
    for name, value in sorted(entry.facts.items()):
        if value in ("", None, [], {}):
            continue
        said = _LEFT_OUT if name in FREE_WORDS else without_addresses(str(value))
        yield name, said


def who(entry: AuditEntry) -> str:
    """The account, or its number once it is gone; "" for the site itself."""
    if entry.actor_id is None:
        return ""
    return entry.actor.get_username() if entry.actor else f"#{entry.actor_id}"


def _about(text: str) -> Q:
    """Entries on a record known by its number, or by the code that people know it by."""
    about = (
        Q(target_id=text) | Q(facts__contains={"wish": text}) | Q(facts__contains={"code": text})
    )
    for model, name in _coded_models():
        keys = model._default_manager.filter(**{name: text}).values_list("pk", flat=True)
        for key in keys:
            about |= Q(target_type=model._meta.label_lower, target_id=str(key))
    return about


def _coded_models() -> Iterator[tuple[type[Model], str]]:
    """Models whose rows people know by a code, and the field that holds it."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.name in ("code", "number") and field.unique and isinstance(field, CharField):
                yield model, field.name


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
