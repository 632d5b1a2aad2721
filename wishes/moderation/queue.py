"""The wishes on the desk: what is late first, then by age; and which one comes next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict
from urllib.parse import urlencode

from django import forms
from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from users.models import User
from wishes.dossiers.models import Hit
from wishes.models.reference import Place
from wishes.models.wish import Wish
from wishes.moderation.districts import own_places, readable_by
from wishes.moderation.models import Reading
from wishes.moderation.working_days import Calendar
from wishes.states import WAITING, State

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class _Age(TypedDict):
        waiting_since: datetime
        is_waiting: bool
        is_late: bool

    Aged = QuerySet[WithAnnotations[Wish, _Age]]

_SAFEGUARDED = ~Q(safeguarded_print="") & Q(safeguarded_print=F("text_print"))
AT_LAST_READING = Q(state__in=WAITING) & _SAFEGUARDED
AT_SAFEGUARDING = Q(state__in=WAITING) & ~_SAFEGUARDED

LATE, FIRST, LAST = "late", "safeguarding", "last"
MINE, NOBODY, FOR_ME = "mine", "nobody", "for-me"
# So many are looked at for the one before and the one after.
LONGEST_WAY = 1000


class Narrowing(forms.Form):
    """What a moderator narrows the queue by. What nobody offers counts as unset."""

    q = forms.CharField(label=_("Code"), required=False, max_length=12)
    district = forms.ModelChoiceField(
        Place.objects.none(), label=_("Place"), required=False, to_field_name="slug",
        empty_label=_("all places"),
    )  # fmt: skip
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("all")),
            (LATE, _("late")),
            (FIRST, _("waiting for safeguarding")),
            (LAST, _("waiting for the last reading")),
            (State.CHANGES_REQUESTED, State.CHANGES_REQUESTED.label),
        ],
    )
    whose = forms.ChoiceField(
        label=_("Read by"),
        required=False,
        choices=[
            ("", _("anybody")),
            (FOR_ME, _("what I can read now")),
            (MINE, _("me")),
            (NOBODY, _("nobody yet")),
        ],
    )

    def __init__(self, query: Mapping[str, str]) -> None:
        super().__init__({name: _typed(query, name) for name in self.base_fields}, label_suffix="")
        self.fields["district"].queryset = Place.objects.offered()  # type: ignore[attr-defined]
        self.is_valid()

    def chosen(self, name: str) -> Any:
        return self.cleaned_data.get(name) or ""

    @property
    def query(self) -> str:
        """The same narrowing for another address, "?..." or ""."""
        values = {name: self[name].value() for name in self.cleaned_data if self.chosen(name)}
        return "?" + urlencode(values) if values else ""


def _typed(query: Mapping[str, str], name: str) -> str:
    return query.get(name, "").replace("\x00", "").strip()


class Row(NamedTuple):
    wish: Wish
    due: date | None
    is_late: bool
    is_last_reading: bool


class Counts(NamedTuple):
    late: int
    first: int
    last: int
    asked: int
    mine: int
    nobody: int


@dataclass(frozen=True)
class Neighbours:
    """Where one wish stands among those that somebody can read now."""

    previous: str = ""
    next: str = ""
    position: int = 0
    total: int = 0


class Desk:
    """The queue as `user` sees it today."""

    def __init__(self, user: User, calendar: Calendar) -> None:
        self.user, self.calendar = user, calendar
        self.late_before = calendar.late_before()

    def wishes(self, narrowing: Narrowing | None = None) -> "Aged":
        """What waits for us before what waits for others; late first; own places first; by age."""
        code = narrowing.chosen("q") if narrowing else ""
        kept = Wish.objects.filter(page__isnull=False)
        # A code is looked for everywhere: a guardian asks about a wish of any state.
        kept = kept.filter(code__icontains=code) if code else kept.in_moderation()
        found = self._with_age(readable_by(self.user, kept))
        if narrowing:
            found = self._narrowed(found, narrowing)
        order = ["-is_waiting", "-is_late", "waiting_since", "pk"]
        if own := own_places(self.user):
            found = found.annotate(is_own=Q(page__place__in=own))
            order.insert(2, "-is_own")
        return found.order_by(*order)

    def _with_age(self, wishes: QuerySet[Wish]) -> "Aged":
        """A wish from before there were readings waits since it was told."""
        since = Coalesce("reading__waiting_since", "told_at")
        late = Q(state__in=WAITING, waiting_since__lt=self.late_before)
        aged = wishes.annotate(waiting_since=since, is_waiting=Q(state__in=WAITING))
        return aged.annotate(is_late=late)

    def _narrowed(self, wishes: "Aged", narrowing: Narrowing) -> "Aged":
        if place := narrowing.chosen("district"):
            wishes = wishes.filter(page__place=place)
        states = {LATE: Q(is_late=True), FIRST: AT_SAFEGUARDING, LAST: AT_LAST_READING}
        if state := narrowing.chosen("state"):
            wishes = wishes.filter(states.get(state, Q(state=state)))
        readers = {
            MINE: Q(reading__reader=self.user.pk),
            NOBODY: Q(reading__reader=None),
            FOR_ME: self.can_be_read(),
        }
        return wishes.filter(readers.get(narrowing.chosen("whose"), Q()))

    def can_be_read(self) -> Q:
        """What `user` may take a step on: the last reading is not for who was there before."""
        was_there = Q(safeguarded_by=self.user.pk) | Q(text_by=self.user.pk)
        free = Q(reading__reader=None) | Q(reading__reader=self.user.pk)
        return Q(state__in=WAITING) & ~(AT_LAST_READING & was_there) & free

    def rows(self, wishes: QuerySet[Wish]) -> QuerySet[Wish]:
        """`wishes` with what the list shows of them."""
        hits = Hit.objects.open().filter(application__wish=OuterRef("pk")).order_by()
        count = hits.values("application__wish").annotate(n=Count("pk")).values("n")
        return wishes.select_related(
            "page__place", "page__category", "safeguarded_by", "reading__reader"
        ).annotate(open_hits=Coalesce(Subquery(count, output_field=IntegerField()), 0))

    def row(self, wish: Wish) -> Row:
        is_waiting, since = wish.state in WAITING, waiting_since(wish)
        is_last = wish.safeguarded_print != "" and wish.safeguarded_print == wish.text_print
        return Row(
            wish,
            self.calendar.due(since) if is_waiting else None,
            is_waiting and since < self.late_before,
            is_waiting and is_last,
        )

    def counts(self) -> Counts:
        """How much of everything waits, in one question to the database."""
        here = self._with_age(readable_by(self.user, Wish.objects.in_moderation()))
        waiting = Q(state__in=WAITING)
        found = here.aggregate(
            late=Count("pk", filter=Q(is_late=True)),
            first=Count("pk", filter=AT_SAFEGUARDING),
            last=Count("pk", filter=AT_LAST_READING),
            asked=Count("pk", filter=Q(state=State.CHANGES_REQUESTED)),
            mine=Count("pk", filter=waiting & Q(reading__reader=self.user.pk)),
            nobody=Count("pk", filter=waiting & Q(reading__reader=None)),
        )
        return Counts(**found)

    def way(self, narrowing: Narrowing | None = None) -> list[str]:
        """The codes of what `user` can read now, in order."""
        wishes = self.wishes(narrowing).filter(self.can_be_read())
        return list(wishes.values_list("code", flat=True)[:LONGEST_WAY])

    def late_codes(self) -> list[str]:
        """What is late in one's own places, or anywhere where one has none; the oldest first."""
        late = self.wishes().filter(is_late=True)
        if own := own_places(self.user):
            late = late.filter(page__place__in=own)
        return list(late.values_list("code", flat=True)[:LONGEST_WAY])

    def around(self, wish: Wish, narrowing: Narrowing | None = None) -> Neighbours:
        """The wishes before and after this one on the way that `narrowing` leaves."""
        codes = self.way(narrowing)
        if wish.code not in codes:
            return Neighbours(next=codes[0] if codes else "", total=len(codes))
        place = codes.index(wish.code)
        before = codes[place - 1] if place else ""
        after = codes[place + 1] if place + 1 < len(codes) else ""
        return Neighbours(before, after, place + 1, len(codes))


def waiting_since(wish: Wish) -> datetime:
    """Since when it waits for us; a wish from before there were readings, since it was told."""
    try:
        return wish.reading.waiting_since
    except Reading.DoesNotExist:
        return wish.told_at
