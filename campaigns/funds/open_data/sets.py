"""The sets of open data: sums, apartments and digests, and nobody's name.

They hold what stands in the ledger, and beside it, in a column of its own, what was recorded and is
not confirmed: what was promised, or is held for a check, is in no column.
Sums are whole tiyn (1 ₸ = 100). All that came in is positive and all that went out negative, so
that opening and what moved add up to closing.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from campaigns.funds.canonical import public_form
from campaigns.funds.homes import public_place, with_neighbours
from campaigns.funds.models import Allocation, Apartment, DailyClose, Fund, FundKind
from campaigns.funds.models.decisions import POSTED
from campaigns.funds.open_data.unconfirmed import Reported, beside, unconfirmed
from campaigns.funds.statement import Month, months
from money.amounts import CURRENCY

# One line for all funds of single wishes: what one wish got is nobody's statistics.
WISHES = "wishes-in-parts"

Row = dict[str, Any]


class DataSet(NamedTuple):
    rows: Callable[[], Iterator[Row]]
    columns: tuple[str, ...]
    about: Any


def funds() -> Iterator[Row]:
    """Each fund's months."""
    known = Fund.objects.in_bulk()
    moved, waiting = months(known), unconfirmed()
    wishes: list[Month] = []
    wishes_waiting: list[Reported] = []
    for pk in sorted(moved.keys() | waiting.keys()):
        of_fund, its_waiting = moved.get(pk, []), waiting.get(pk, [])
        if known[pk].kind == FundKind.WISH:
            wishes += of_fund
            wishes_waiting += its_waiting
            continue
        for month, tiyn in beside(of_fund, its_waiting):
            yield _fund_row(known[pk].slug, known[pk].kind, month, tiyn)
    for month, tiyn in beside(_together(wishes), wishes_waiting):
        yield _fund_row(WISHES, FundKind.WISH, month, tiyn)


def _fund_row(slug: str, kind: str, month: Month, unconfirmed_tiyn: int) -> Row:
    other = {code: sum for code, sum in sorted(month.fees.items()) if code != CURRENCY}
    return {
        "fund": slug,
        "kind": str(kind),
        "month": month.month.strftime("%Y-%m"),
        "currency": CURRENCY,
        "opening": month.opening_tiyn,
        "in_card": month.by_card_tiyn,
        "in_transfer": month.by_transfer_tiyn,
        "in_cash": month.in_cash_tiyn,
        "between_funds": month.from_funds_tiyn,
        "refunds": month.returned_tiyn,
        "disputes": month.disputed_tiyn,
        "out_apartments": month.set_aside_tiyn,
        "out_wishes": month.wishes_tiyn,
        "closing": month.closing_tiyn,
        "unconfirmed": unconfirmed_tiyn,
        "fees": month.fees_tiyn,
        "fees_other": " ".join(f"{code}:{sum}" for code, sum in other.items()),
    }


def _together(parts: list[Month]) -> Iterator[Month]:
    """Months of many funds as if they were one fund's."""
    before = 0
    for day in sorted({part.month for part in parts}):
        month = Month(day, before)
        for part in parts:
            if part.month == day:
                month.moved.update(part.moved)
                month.fees.update(part.fees)
        before = month.closing_tiyn
        yield month


def allocations() -> Iterator[Row]:
    """What was set aside for which apartment, and what was taken back."""
    homes = {home.pk: home for home in with_neighbours(Apartment.objects.all())}
    decided = Allocation.objects.filter(state__in=POSTED).order_by("pk")
    for one in decided.select_related("fund"):
        home = homes[one.apartment_id]
        row: Row = {
            "number": one.number,
            "state": "taken_back" if one.recalled_by_id else "in_force",
            "decided_on": one.decided_on.isoformat(),
            "fund": one.fund.slug,
            "amount": one.amount_tiyn,
            "currency": CURRENCY,
            "apartment": home.code,
        }
        for language in ("kk", "ru", "en"):
            with override(language):
                row[f"place_{language}"] = public_place(home)
        handed_over = home.handed_over_on
        row["source"] = home.source
        row["handed_over"] = handed_over.strftime("%Y-%m") if handed_over else ""
        yield row


def daily_closes() -> Iterator[Row]:
    for close in DailyClose.objects.order_by("day").iterator():
        yield public_form(close)


SETS = {
    "funds": DataSet(
        funds,
        (
            "fund", "kind", "month", "currency", "opening", "in_card", "in_transfer", "in_cash",
            "between_funds", "refunds", "disputes", "out_apartments", "out_wishes", "closing",
            "unconfirmed", "fees", "fees_other",
        ),
        _("Each fund by month: what was there, what came in and went out, what was left, and the "
          "payment fees that other money bore. Unconfirmed is cash that came by the end of the "
          "month, was recorded by one person and is not confirmed by another so far: it counts in "
          "no other column."),
    ),
    "allocations": DataSet(
        allocations,
        (
            "number", "state", "decided_on", "fund", "amount", "currency", "apartment",
            "place_kk", "place_ru", "place_en", "source", "handed_over",
        ),
        _("Money set aside for apartments: from which fund, and when the keys were given."),
    ),
    "daily-closes": DataSet(
        daily_closes,
        (
            "day", "last_entry", "entries", "entries_digest", "balances", "previous", "digest",
        ),
        _("The closed days of the books with their digests, each holding the day before. Keep a "
          "copy, and nothing up to that day can be changed unnoticed."),
    ),
}  # fmt: skip
