"""What Stripe paid out, on the bank's statement: the ledger moved it when it left Stripe.

What of it did not come is what a bank took for its work, and is entered as its fee.
"""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit.record import record
from campaigns.bank.doubts import payouts_like
from campaigns.bank.models import AsideReason, BankLine, LineState
from campaigns.bank.settlement import ANOTHER_SUM, AskAnother, NotMatched, decide, line_to_decide
from campaigns.bank.ties import post_what_is_missing
from campaigns.payments.locks import lock_payout
from campaigns.payments.models import Payout
from users.models import User


def know_payout(line_id: int, payout: Payout, *, by: User | None = None) -> BankLine:
    """The line is this payout. `by` None: known by the site, which demands the sum.

    A person alone knows it of those that the page offers (`payouts_like`), short by no more than
    they may enter as a fee. Raises `NotMatched`; `AskAnother` for any other payout.
    """
    with transaction.atomic(durable=True):
        line = line_to_decide(line_id)
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
    # More came than was sent: the rest would be hidden.
    if line.currency != payout.currency or line.amount_tiyn > payout.amount:
        raise NotMatched(ANOTHER_SUM)
    if BankLine.objects.filter(payout=payout).exists():
        raise NotMatched(_("This payout has its line already."))
    return payout


def take_payout(line: BankLine, payout: Payout, by: User | None) -> BankLine:
    """Call it with both locks held, last in its transaction."""
    line.payout, line.aside_reason = payout, AsideReason.PAYOUT
    decide(line, LineState.ASIDE, by)
    missing = payout.amount - line.amount_tiyn
    facts: dict[str, object] = {"payout": payout.stripe_id}
    record("bank.payout_arrived", line, by, facts | ({"fee_tiyn": missing} if missing else {}))
    post_what_is_missing(line, missing)
    return line
