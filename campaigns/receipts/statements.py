"""A donor's gifts of some days on one paper: what was given, what went back, what stands."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from campaigns.payments.models import Donation
from campaigns.payments.states import SETTLED
from campaigns.receipts.models import Receipt
from campaigns.receipts.papers import FOLDER, amount_in_words, in_others, issuer
from money.amounts import format_tenge
from paper.texts import printable
from paper.typesetting import typeset

# As many as are typeset within a second or two; who gave more often asks for a shorter time.
MOST_GIFTS = 1000


class StatementTooLong(Exception):
    """More gifts than one paper takes: ask for fewer days."""


def statement_pdf(
    donations: QuerySet[Donation], first_day: date, last_day: date, language: str
) -> bytes:
    """The settled ones of `donations` that were paid from `first_day` to `last_day`, as PDF/UA.

    Days are those of our time zone. What went back is taken off, whenever it did. The caller
    answers for all `donations` being one person's. Raises `StatementTooLong`.
    """
    gifts = list(_gifts(donations, first_day, last_day)[: MOST_GIFTS + 1])
    if len(gifts) > MOST_GIFTS:
        raise StatementTooLong
    with translation.override(language):
        return typeset(FOLDER / "statement.typ", _data(gifts, first_day, last_day, language))


def _gifts(donations: QuerySet[Donation], first_day: date, last_day: date) -> QuerySet[Donation]:
    valid = Receipt.objects.valid().filter(donation=OuterRef("pk"))
    return (
        donations.filter(
            state__in=SETTLED, paid_at__date__gte=first_day, paid_at__date__lte=last_day
        )
        .annotate(receipt_number=Subquery(valid.values("number")))
        .select_related("fund")
        .order_by("paid_at", "pk")
    )


def _data(gifts: list[Any], first_day: date, last_day: date, language: str) -> dict[str, Any]:
    given = sum(gift.amount_tiyn for gift in gifts)
    stands = sum(gift.standing_tiyn for gift in gifts)
    days = (date_format(first_day, "DATE_FORMAT"), date_format(last_day, "DATE_FORMAT"))
    names = [gift.company_name or gift.donor_name for gift in gifts]
    payer = next((name for name in reversed(names) if name), "")
    facts = [(_("First day"), days[0]), (_("Last day"), days[1])]
    if payer:
        facts.append((_("Received from"), printable(payer)))
    facts.append((_("Made on"), date_format(timezone.localdate(), "DATE_FORMAT")))
    sums = (given, given - stands)
    return {
        "title": _("Statement of gifts"),
        "language": language,
        **issuer(language, settings.ORGANISATION_NAME, settings.ORGANISATION_BIN),
        "facts": facts,
        "columns": [
            _("Paid on"),
            _("Fund"),
            _("Way of payment"),
            _("Receipt"),
            _("Given"),
            _("Returned or disputed"),
        ],
        "rows": [_row(gift, language) for gift in gifts],
        "totals": [_("In all"), "", "", "", *(format_tenge(tiyn, language) for tiyn in sums)],
        "amount_label": _("Given and not returned"),
        "amount": format_tenge(stands, language),
        "words": amount_in_words(stands, language),
        "voluntary": _voluntary(language),
        "voluntary_in_others": in_others(_voluntary, language),
    }


def _voluntary(language: str) -> str:
    with translation.override(language):
        return _("These were voluntary donations, not payments for goods or services.")


def _row(gift: Any, language: str) -> list[str]:
    returned = gift.amount_tiyn - gift.standing_tiyn
    return [
        date_format(timezone.localdate(gift.paid_at), "SHORT_DATE_FORMAT"),
        printable(gift.fund.name_in(language)),
        str(gift.get_method_display()),
        gift.receipt_number or "—",
        format_tenge(gift.amount_tiyn, language),
        format_tenge(returned, language) if returned else "—",
    ]
