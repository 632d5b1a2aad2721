"""The chart of accounts: every code the ledger may post to is fixed here.

Amounts are signed as debits: what lies at Stripe or was spent is positive, what is owed to a
purpose (a fund) is negative. So the clearing account's sum is the balance that Stripe should show,
and a fund holds *minus* the sum of its account.
"""

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from campaigns.funds.models import Account


class AccountKind(models.TextChoices):
    ASSET = "asset", _("money we hold")
    FUND = "fund", _("money owed to a purpose")
    APARTMENT = "apartment", _("money set aside for an apartment")
    CONTESTED = "contested", _("money in dispute")
    COST = "cost", _("cost")
    EXCHANGE = "exchange", _("currency exchange")


# Money that Stripe has taken for us and not yet paid out.
CLEARING = "stripe.clearing"
# Money that a bank took back while it looks into a dispute.
WITHHELD = "stripe.withheld"
# The gifts behind it: neither a fund's nor lost.
CONTESTED = "gifts.contested"
# Our account at the bank, and the cash box.
BANK = "bank"
CASH = "cash"
# Bears the fees, so that all of a gift reaches its fund.
OPERATIONS = "operations"
# Holds both legs where a settlement is not in the currency of the gift.
EXCHANGE = "exchange"

FIXED = {
    CLEARING: AccountKind.ASSET,
    WITHHELD: AccountKind.ASSET,
    CONTESTED: AccountKind.CONTESTED,
    BANK: AccountKind.ASSET,
    CASH: AccountKind.ASSET,
    OPERATIONS: AccountKind.COST,
    EXCHANGE: AccountKind.EXCHANGE,
}

_FUND_PREFIX = "fund."
_APARTMENT_PREFIX = "apartment."


class UnknownAccount(ValueError):
    """A posting names an account that is not fixed here, and no existing fund's or apartment's."""


def of_fund(fund_id: int) -> str:
    return f"{_FUND_PREFIX}{fund_id}"


def fund_id_of(code: str) -> int | None:
    """The fund that `code` belongs to; None for an account that is no fund's."""
    return int(code.removeprefix(_FUND_PREFIX)) if code.startswith(_FUND_PREFIX) else None


def of_apartment(apartment_id: int) -> str:
    return f"{_APARTMENT_PREFIX}{apartment_id}"


def apartment_id_of(code: str) -> int | None:
    """The apartment that `code` belongs to; None for an account that is no apartment's."""
    if not code.startswith(_APARTMENT_PREFIX):
        return None
    return int(code.removeprefix(_APARTMENT_PREFIX))


_NAMES = {
    CLEARING: _("at Stripe, not paid out yet"),
    WITHHELD: _("taken by a bank while a dispute lasts"),
    CONTESTED: _("gifts in dispute"),
    BANK: _("our account at the bank"),
    CASH: _("the cash box"),
    OPERATIONS: _("operations (fees and costs)"),
    EXCHANGE: _("currency exchange"),
}


def name_of(account: "Account") -> str:
    """An account as staff read it; its code is for the books."""
    if account.code in _NAMES:
        return str(_NAMES[account.code])
    if account.fund is not None:
        return gettext("fund “%(name)s”") % {"name": account.fund.name}
    return gettext("home %(code)s") % {"code": account.apartment}
