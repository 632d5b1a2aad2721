"""The ways to give to a fund. Some are built on payments, which know them by name alone."""

from typing import NamedTuple

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from campaigns.funds.models import Fund, FundKind

# What the addresses of the forms are called, and take: the fund's slug.
MONTHLY_FORM, TRANSFER_FORM = "monthly:give", "bank:transfer"


class Ways(NamedTuple):
    """Addresses of the forms for one fund; "" where a way is not offered."""

    once: str
    monthly: str
    transfer: str

    def tabs(self) -> list[tuple[str, str]]:
        """In one order on every form, and short: all of them fit one line of a telephone."""
        named = (
            (pgettext("way to give", "Once"), self.once),
            (_("Every month"), self.monthly),
            (pgettext("way to give", "By transfer"), self.transfer),
        )
        return [(label, url) for label, url in named if url]


def ways_to(fund: Fund) -> Ways:
    # A wish has an end: it is not given to month after month.
    monthly = "" if fund.kind == FundKind.WISH else _form(MONTHLY_FORM, fund)
    transfer = _form(TRANSFER_FORM, fund) if takes_transfers() else ""
    return Ways(fund.get_donate_url(), monthly, transfer)


def takes_transfers() -> bool:
    """Whether all that a transfer needs is known."""
    payee = (settings.BANK_IIK, settings.BANK_NAME, settings.BANK_BIC)
    return all((*payee, settings.BANK_KBE, settings.BANK_KNP))


def _form(name: str, fund: Fund) -> str:
    try:
        return reverse(name, args=[fund.slug])
    except NoReverseMatch:
        return ""
