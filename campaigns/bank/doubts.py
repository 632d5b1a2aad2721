"""What a line that came in may be besides a new gift: then no person alone makes it one."""

from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from campaigns.bank.entering import day_began
from campaigns.bank.models import BankLine, CashDeposit, Decision
from campaigns.funds.accounts import EXCHANGE
from campaigns.funds.kinds import Kind
from campaigns.funds.models import Posting
from campaigns.payments.models import Payout, Refund
from money.amounts import CURRENCY, decimals_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

STRIPE = "STRIPE"
# How statements of banks speak of cash that was paid in.
_CASH_WORDS = ("НАЛИЧН", "ҚОЛМА-ҚОЛ", "КОЛМА-КОЛ", "CASH")
# A payout may be earlier or later than Stripe thought, over holidays.
ABOUT = timedelta(days=10)
# How long a transfer may wander before it comes back.
WANDERS = timedelta(days=60)
# Our bank's rate and Stripe's, of some days before, differ by less than this. What is further off
# is something else, unless it names Stripe.
_RATES_DIFFER = Fraction(5, 4)
# Of a single small sum the rate would be rough.
_LAST_CHANGES = 20


def payouts_like(line: BankLine, short_tiyn: int = 0) -> QuerySet[Payout]:
    """Payouts that left Stripe, have no line and were to arrive about this day: of this sum, or of
    up to `short_tiyn` more, since a bank may take its fee out of it. The nearest sum first.

    In the line's own currency, and no less of one that is not the tenge: what a fee in it is worth
    we do not know. Lines are in hundredths, so that of a yen no line is of a payout's sum.
    """
    if decimals_of(line.currency) != 2:
        return Payout.objects.none()
    short_tiyn = short_tiyn if line.currency == CURRENCY else 0
    return Payout.objects.filter(
        bank_line=None,
        amount__range=(line.amount_tiyn, line.amount_tiyn + short_tiyn),
        currency=line.currency,
        left_at__isnull=False,
        came_back_at=None,
        arrives_on__range=(line.booked_on - ABOUT, line.booked_on + ABOUT),
    ).order_by("amount", "arrives_on")


def payouts_abroad(line: BankLine) -> QuerySet[Payout]:
    """Payouts in other currencies that left Stripe, have no line and were to arrive about this day:
    what our bank makes of one in tenge nobody can tell beforehand. The nearest day first."""
    return (
        Payout.objects.filter(
            bank_line=None,
            amount__gt=0,
            left_at__isnull=False,
            came_back_at=None,
            arrives_on__range=(line.booked_on - ABOUT, line.booked_on + ABOUT),
        )
        .exclude(currency=line.currency)
        .order_by("arrives_on", "pk")
    )


def _may_be_changed(line: BankLine) -> bool:
    """Whether its tenge may be those of payouts abroad, one or several at once, by the rate that we
    know, about. Of a currency of which we know none any sum may be.
    """
    abroad = list(payouts_abroad(line))
    rates = {currency: _rate(currency) for currency in {one.currency for one in abroad}}
    worth = [one.amount * rate for one in abroad if (rate := rates[one.currency]) is not None]
    if len(worth) < len(abroad):
        return True
    if not worth:
        return False
    least = min(worth) / _RATES_DIFFER - settings.BANK_ALONE_MOST_TIYN
    return least <= line.amount_tiyn <= sum(worth) * _RATES_DIFFER


def _rate(currency: str) -> Fraction | None:
    """Tiyn for the smallest unit of `currency`, in what Stripe changed last; None where it never
    did."""
    last = Posting.objects.filter(
        account=EXCHANGE, currency=currency, entry__kind=Kind.CONVERSION
    ).order_by("-pk")[:_LAST_CHANGES]
    entries = [one.entry_id for one in last]
    tenge = Posting.objects.filter(account=EXCHANGE, currency=CURRENCY, entry__in=entries)
    theirs, ours = (sum(abs(one.amount_tiyn) for one in legs) for legs in (last, tenge))
    return Fraction(ours, theirs) if theirs and ours else None


def returns_like(line: BankLine) -> QuerySet[Refund]:
    """Refunds that we paid by the bank before, or about, this day, and that stand: of this sum, or
    of as much more as one person enters as a fee. The nearest sum first.

    One person says of these alone that they came back; of any other, two do.
    """
    day, least = day_began(line.booked_on), line.amount_tiyn
    paid = Refund.objects.paid_by_bank().select_related("donation__fund")
    return paid.filter(
        amount_tiyn__range=(least, least + settings.BANK_ALONE_MOST_TIYN),
        entered_at__range=(day - WANDERS, day + ABOUT),
    ).order_by("amount_tiyn", "entered_at")


def is_told_apart(line: BankLine) -> bool:
    """Whether somebody said that it and another of its sum and day, told elsewhere, are two."""
    return line.told_apart_from_id is not None or line.told_apart.exists()


def names_stripe(line: BankLine) -> bool:
    return STRIPE in _told(line)


def doubts(line: BankLine) -> list["StrOrPromise"]:
    """Why the line may be no new gift, in words; none for a plain one.

    Each would be counted twice as a gift: with the card gifts of the payout, with the cash, with
    the gift that a refund goes back to, or with the line that it was told apart from.
    """
    found: list[StrOrPromise] = []
    # Short as well: what the bank kept of it is no reason to count the rest twice.
    if payouts_like(line, settings.BANK_ALONE_MOST_TIYN).exists():
        found.append(_("A payout of Stripe's of this sum, or of more, was to come about this day."))
    elif line.amount_tiyn > settings.BANK_ALONE_MOST_TIYN and _may_be_changed(line):
        found.append(
            _("A payout of Stripe's in another currency was to come about this day: its tenge?")
        )
    elif names_stripe(line):
        found.append(_("It names Stripe: a payout, perhaps."))
    if _brought(line).exists():
        found.append(_("Cash of this very sum was brought to the bank about this day."))
    elif any(word in _told(line) for word in _CASH_WORDS):
        found.append(_("It speaks of cash: our own, brought to the bank, perhaps."))
    if returns_like(line).exists():
        found.append(_("We gave back such a sum by the bank: the refund came back, perhaps."))
    if is_told_apart(line):
        found.append(
            _("There is another line of this sum and day, and somebody said that they are two.")
        )
    return found


def _brought(line: BankLine) -> QuerySet[CashDeposit]:
    days = (line.booked_on - ABOUT, line.booked_on + ABOUT)
    alike = CashDeposit.objects.filter(amount_tiyn=line.amount_tiyn, banked_on__range=days)
    return alike.exclude(state=Decision.REJECTED)


def _told(line: BankLine) -> str:
    return f"{line.payer_name} {line.text}".upper()
