"""What the moderators' screens show: the queue, and one wish with its words marked up."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from wishes.dossiers.models import Application, Hit
from wishes.models.page import TEXT_FIELDS, WishPage
from wishes.models.wish import Wish
from wishes.screening import reason_of
from wishes.states import IN_MODERATION, WAITING

# What the guardian is promised, in working days.
PROMISE_DAYS = 2


class Piece(NamedTuple):
    """A part of a text; `hit` where screening marks it."""

    text: str
    hit: Hit | None = None


class MarkedText(NamedTuple):
    field: str
    label: str
    pieces: list[Piece]


class HitLine(NamedTuple):
    hit: Hit
    reason: str
    label: str


def queue() -> QuerySet[Wish]:
    """Wishes to be read, the longest waiting first; then those that wait for an answer."""
    return (
        Wish.objects.filter(state__in=IN_MODERATION)
        .select_related("page__place", "page__category", "safeguarded_by")
        .annotate(
            open_hits=Count("application__hits", filter=Q(application__hits__state=Hit.State.OPEN)),
            is_waiting=Q(state__in=WAITING),
        )
        .order_by("-is_waiting", "told_at")
    )


def next_after(wish: Wish) -> Wish | None:
    """The wish to read after this one, for going through the queue without the list."""
    waiting = Wish.objects.filter(state__in=WAITING).exclude(pk=wish.pk).order_by("told_at")
    return waiting.filter(told_at__gte=wish.told_at).first() or waiting.first()


def is_late(told_at: datetime, now: datetime | None = None) -> bool:
    """Whether the promise of two working days is broken (Saturdays and Sundays are none)."""
    day = timezone.localtime(told_at).date()
    left = PROMISE_DAYS
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5
    return timezone.localtime(now or timezone.now()).date() > day


def marked_texts(page: WishPage, application: Application) -> list[MarkedText]:
    """The page's words, cut where screening found something; an empty text is left out."""
    hits: dict[str, list[Hit]] = {}
    for hit in application.hits.exclude(state=Hit.State.GONE).order_by("start", "end"):
        hits.setdefault(hit.field, []).append(hit)
    return [
        MarkedText(field, _label(page, field), _cut(getattr(page, field), hits.get(field, [])))
        for field in TEXT_FIELDS
        if getattr(page, field)
    ]


def _cut(text: str, hits: list[Hit]) -> list[Piece]:
    """Where two hits overlap the first is marked; the list of hits names both."""
    pieces, end = [], 0
    for hit in hits:
        if hit.start < end:
            continue
        pieces += [Piece(text[end : hit.start]), Piece(text[hit.start : hit.end], hit)]
        end = hit.end
    return [piece for piece in [*pieces, Piece(text[end:])] if piece.text]


def hit_lines(page: WishPage, application: Application) -> list[HitLine]:
    hits = application.hits.exclude(state=Hit.State.GONE).order_by("-state", "field", "start")
    return [HitLine(hit, reason_of(hit.rule), _label(page, hit.field)) for hit in hits]


def _label(page: WishPage, field: str) -> str:
    return str(page._meta.get_field(field).verbose_name)
