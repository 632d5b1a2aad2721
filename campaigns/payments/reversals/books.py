"""What takes a gift back, and what leaves Stripe for the bank, in the ledger.

Each entry is one movement of Stripe's balance (or of our own bank account or cash box), with the
fee and the conversion that came with it beside it. Who bears it is worked out by `standing.share`.
"""

from datetime import datetime

from campaigns.funds.accounts import (
    BANK,
    CASH,
    CLEARING,
    CONTESTED,
    OPERATIONS,
    WITHHELD,
    of_fund,
)
from campaigns.funds.kinds import Kind
from campaigns.funds.ledger import Draft, Leg
from campaigns.payments.books import settlement_drafts
from campaigns.payments.models import Dispute, Donation, Payout, Refund, RefundKind
from campaigns.payments.reversals.standing import Share
from campaigns.payments.stripe_records import BalanceLine

_PAID_FROM = {RefundKind.BY_BANK: BANK, RefundKind.IN_CASH: CASH}


def refund_drafts(donation: Donation, refund: Refund, line: BalanceLine, by: Share) -> list[Draft]:
    """The balance moved: the gift, or a part of it, is on its way back."""
    return _moved(
        Kind.REFUND,
        refund.stripe_refund_id or "",
        (Leg(CLEARING, -refund.amount_tiyn, donation.currency), *_borne(donation, by)),
        line,
        donation,
        by,
    )


def refund_failed_drafts(
    donation: Donation, refund: Refund, line: BalanceLine, by: Share
) -> list[Draft]:
    """The bank sent it back to us, and it is the gift's again."""
    return _moved(
        Kind.REFUND_FAILED,
        refund.stripe_refund_id or "",
        (Leg(CLEARING, refund.amount_tiyn, donation.currency), *_borne(donation, by)),
        line,
        donation,
        by,
    )


def paid_out_draft(donation: Donation, refund: Refund, paid_at: datetime, by: Share) -> Draft:
    """Given back past Stripe: by a transfer of ours, or from the cash box."""
    account = _PAID_FROM[RefundKind(refund.kind)]
    return Draft(
        kind=Kind.REFUND,
        external_id=str(refund.pk),
        legs=(Leg(account, -refund.amount_tiyn, donation.currency), *_borne(donation, by)),
        happened_at=paid_at,
        donation=donation.pk,
        gifts=by.gifts,
    )


def sent_back_draft(
    donation: Donation, refund: Refund, came_at: datetime, by: Share, number: str
) -> Draft:
    """A transfer of ours came back to our account, and it is the gift's again."""
    return Draft(
        kind=Kind.REFUND_FAILED,
        external_id=number,
        legs=(Leg(BANK, refund.amount_tiyn, donation.currency), *_borne(donation, by)),
        happened_at=came_at,
        donation=donation.pk,
        gifts=by.gifts,
    )


def dispute_drafts(
    donation: Donation, dispute: Dispute, line: BalanceLine, by: Share
) -> list[Draft]:
    """The bank took the money: the fund has it no longer, and it is not lost yet."""
    amount, currency = dispute.amount_tiyn, donation.currency
    legs = (
        Leg(CLEARING, -amount, currency),
        Leg(WITHHELD, amount, currency),
        *_borne(donation, by),
        Leg(CONTESTED, -amount, currency),
    )
    return _moved(Kind.DISPUTE, dispute.stripe_id, legs, line, donation, by)


def dispute_won_drafts(
    donation: Donation, dispute: Dispute, line: BalanceLine, by: Share
) -> list[Draft]:
    """The bank brought it back; after a loss there is nothing contested left to mirror."""
    amount, currency = dispute.amount_tiyn, donation.currency
    contested = (Leg(WITHHELD, -amount, currency), Leg(CONTESTED, amount, currency))
    legs = (
        Leg(CLEARING, amount, currency),
        *_borne(donation, by),
        *(() if dispute.lost_at else contested),
    )
    return _moved(Kind.DISPUTE_WON, dispute.stripe_id, legs, line, donation, by)


def dispute_lost_draft(donation: Donation, dispute: Dispute, happened_at: datetime) -> Draft:
    """Nothing moves at Stripe: what the bank held is the donor's now."""
    amount, currency = dispute.amount_tiyn, donation.currency
    return Draft(
        kind=Kind.DISPUTE_LOST,
        external_id=dispute.stripe_id,
        legs=(Leg(CONTESTED, amount, currency), Leg(WITHHELD, -amount, currency)),
        happened_at=happened_at,
        donation=donation.pk,
    )


def payout_drafts(payout: Payout, line: BalanceLine, *, came_back: bool = False) -> list[Draft]:
    """From Stripe to our account at the bank, in the currency of settlement; or back again."""
    amount = -payout.amount if came_back else payout.amount
    main = Draft(
        kind=Kind.PAYOUT_FAILED if came_back else Kind.PAYOUT,
        external_id=payout.stripe_id,
        legs=(Leg(CLEARING, -amount, payout.currency), Leg(BANK, amount, payout.currency)),
        happened_at=line.created,
    )
    return [main, *settlement_drafts(main, line)]


def stripe_fee_draft(line: BalanceLine) -> Draft:
    """A fee of Stripe's own, for no gift in particular: its line's sum and nothing else."""
    cost = line.fee - line.amount
    return Draft(
        kind=Kind.FEE,
        external_id=line.id,
        legs=(Leg(OPERATIONS, cost, line.currency), Leg(CLEARING, -cost, line.currency)),
        happened_at=line.created,
    )


def _moved(
    kind: Kind,
    external_id: str,
    legs: tuple[Leg, ...],
    line: BalanceLine,
    donation: Donation,
    by: Share,
) -> list[Draft]:
    main = Draft(kind, external_id, legs, line.created, donation.pk, gifts=by.gifts)
    return [main, *settlement_drafts(main, line)]


def _borne(donation: Donation, by: Share) -> tuple[Leg, ...]:
    """The legs of those who bear it; none of nothing."""
    legs = (
        Leg(of_fund(donation.fund_id), by.fund, donation.currency),
        Leg(OPERATIONS, by.operations, donation.currency),
    )
    return tuple(leg for leg in legs if leg.amount_tiyn)
