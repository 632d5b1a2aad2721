"""What Stripe paid out, on the bank's statement: the ledger moved it when it left Stripe.

What of it did not come is what a bank took for its work, and is entered as its fee. What was sent
in another currency our bank changes: how much it is in tenge stands on its line alone, so that two
people say which line it is, and the exchange is entered from it.
"""

from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from audit.record import record
from campaigns.bank.doubts import payouts_like
from campaigns.bank.entering import day_began
from campaigns.bank.models import AsideReason, BankLine, LineState
from campaigns.bank.settlement import ANOTHER_SUM, AskAnother, NotMatched, decide, line_that_came
from campaigns.bank.ties import post_what_is_missing
from campaigns.funds import ledger
from campaigns.funds.accounts import BANK, EXCHANGE
from campaigns.funds.kinds import Kind
from campaigns.funds.ledger import Draft, Leg
from campaigns.payments.locks import lock_payout
from campaigns.payments.models import Payout
from money.amounts import CURRENCY, decimals_of
from users.models import User


def know_payout(line_id: int, payout: Payout, *, by: User | None = None) -> BankLine:
    """The line is this payout. `by` None: known by the site, which demands the sum.

    A person alone knows it of those that the page offers (`payouts_like`), short by no more than
    they may enter as a fee, and in another currency than the tenge by nothing. Raises `NotMatched`;
    `AskAnother` for any other payout.
    """
    with transaction.atomic(durable=True):
        line = line_that_came(line_id)
        payout = hold_payout(line, payout)
        short_tiyn = settings.BANK_ALONE_MOST_TIYN if by else 0
        if not payouts_like(line, short_tiyn).filter(pk=payout.pk).exists():
            raise AskAnother(
                _("Its day or sum is another: say why it is this one, and another person looks.")
            )
        return take_payout(line, payout, by)


def hold_payout(line: BankLine, payout: Payout) -> Payout:
    """The payout, locked, where the line may be it. Call it with the line's lock held.

    Raises `NotMatched`.
    """
    # As it stands: its rivals look for its line under this lock too.
    payout = lock_payout(payout.stripe_id) or payout
    if payout.left_at is None:
        raise NotMatched(_("This payout has not left Stripe."))
    is_changed = line.currency != payout.currency
    if line.currency not in _ready_for(payout):
        raise NotMatched(_("An account of ours in this currency cannot have got this payout."))
    # More came than was sent: the rest would be hidden.
    if payout.amount < (1 if is_changed else line.amount_tiyn):
        raise NotMatched(ANOTHER_SUM)
    if is_changed and payout.came_back_at is not None:
        raise NotMatched(_("This payout came back to Stripe: the bank has nothing to change."))
    if BankLine.objects.filter(payout=payout).exists():
        raise NotMatched(_("This payout has its line already."))
    return payout


def _ready_for(payout: Payout) -> set[str]:
    """In which currencies its line may be: its own, where both count hundredths, or changed into
    tenge."""
    return {CURRENCY} | ({payout.currency} if decimals_of(payout.currency) == 2 else set())


def take_payout(line: BankLine, payout: Payout, by: User | None) -> BankLine:
    """Call it with both locks held, last in its transaction.

    One in another currency, known by two people: what the bank kept of it as a fee, if it did,
    cannot be told apart from its rate, so that no fee is entered.
    """
    line.payout, line.aside_reason = payout, AsideReason.PAYOUT
    decide(line, LineState.ASIDE, by)
    facts: dict[str, object] = {"payout": payout.stripe_id}
    if line.currency != payout.currency:
        sums = {"sent": payout.amount, "currency": payout.currency, "tiyn": line.amount_tiyn}
        record("bank.payout_arrived", line, by, facts | sums)
        ledger.post(_exchange_draft(line, payout))
        return line
    missing = payout.amount - line.amount_tiyn
    record("bank.payout_arrived", line, by, facts | ({"fee_tiyn": missing} if missing else {}))
    post_what_is_missing(line, missing)
    return line


def _exchange_draft(line: BankLine, payout: Payout) -> Draft:
    """Our account gives what was sent and takes what it became, each with its other half."""
    return Draft(
        kind=Kind.BANK_EXCHANGE,
        external_id=line.source,
        legs=(
            Leg(BANK, -payout.amount, payout.currency),
            Leg(EXCHANGE, payout.amount, payout.currency),
            Leg(EXCHANGE, -line.amount_tiyn, line.currency),
            Leg(BANK, line.amount_tiyn, line.currency),
        ),
        happened_at=day_began(line.booked_on),
    )


def exchanged(payout: Payout, line: BankLine) -> str:
    """What was sent, and the rate that follows from the line; "" where nothing was changed."""
    if payout.currency == line.currency:
        return ""
    decimals = decimals_of(payout.currency)
    sent = Decimal(payout.amount).scaleb(-decimals)
    rate = number_format(Decimal(line.amount_tiyn) / 100 / sent, 4)
    told = f"{number_format(sent, decimals)} {payout.currency}"
    return f"{told}, 1 {payout.currency} = {rate} {line.currency}"
