"""What a donor adds so that a gift costs nobody a fee. All integers; the formula is a setting."""

from decimal import Decimal

from django.conf import settings
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from money.amounts import format_tenge

_WHOLE = 10_000  # basis points


def cover_for(gift_tiyn: int) -> int:
    """What to add to `gift_tiyn` so that the fee on the sum of both leaves the gift whole.

    The fee is taken of all that is paid, the addition too, so the sum is grossed up. In whole
    tenge, rounded up: a tiyn too little would be paid by somebody else.
    """
    rate, fixed = settings.FEE_COVER_BASIS_POINTS, settings.FEE_COVER_FIXED_TIYN
    total = _divided_up((gift_tiyn + fixed) * _WHOLE, _WHOLE - rate)
    return _divided_up(total - gift_tiyn, 100) * 100


def is_offered() -> bool:
    return bool(settings.FEE_COVER_BASIS_POINTS or settings.FEE_COVER_FIXED_TIYN)


def rule_in_words(examples: list[int]) -> str:
    """The formula, and what is paid in all for each of some gifts (in tiyn)."""
    percent = number_format((Decimal(settings.FEE_COVER_BASIS_POINTS) / 100).normalize())
    fixed = settings.FEE_COVER_FIXED_TIYN
    if fixed:
        rule = _("The fee is %(percent)s %% of the payment and %(fixed)s.")
    else:
        rule = _("The fee is %(percent)s %% of the payment.")
    sums = "; ".join(_in_all(gift) for gift in examples)
    told = rule % {"percent": percent, "fixed": format_tenge(fixed)}
    return f"{told} " + _("Then you pay in all: %(sums)s.") % {"sums": sums}


def _in_all(gift_tiyn: int) -> str:
    total = format_tenge(gift_tiyn + cover_for(gift_tiyn))
    return _("%(total)s instead of %(gift)s") % {"total": total, "gift": format_tenge(gift_tiyn)}


def _divided_up(number: int, by: int) -> int:
    return -(-number // by)
