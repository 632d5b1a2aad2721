"""What a paid gift is in the ledger. What takes it back stands in `reversals.books`."""

from campaigns.funds.accounts import CLEARING, EXCHANGE, OPERATIONS, of_fund
from campaigns.funds.kinds import Kind
from campaigns.funds.ledger import Draft, Leg
from campaigns.payments.models import Donation
from campaigns.payments.stripe_records import BalanceLine, PaidCharge


def charge_drafts(donation: Donation, charge: PaidCharge) -> list[Draft]:
    """The gift, gross, to its fund, and the fee to operations: a fund never bears a fee."""
    gift = Draft(
        kind=Kind.CHARGE,
        external_id=charge.id,
        legs=(Leg(CLEARING, charge.amount_tiyn, charge.currency), *given_legs(donation)),
        happened_at=charge.created,
        donation=donation.pk,
    )
    if charge.balance is None:
        # Not worked out yet: reconciliation adds the fee when Stripe's books have it.
        return [gift]
    return [gift, *settlement_drafts(gift, charge.balance)]


def given_legs(donation: Donation) -> tuple[Leg, ...]:
    """Where a gift goes: to its fund, and what the donor added for fees to operations."""
    fund = Leg(of_fund(donation.fund_id), -donation.fund_tiyn, donation.currency)
    if not donation.cover_tiyn:
        return (fund,)
    return (fund, Leg(OPERATIONS, -donation.cover_tiyn, donation.currency))


def settlement_drafts(main: Draft, line: BalanceLine) -> list[Draft]:
    """What Stripe did in its own books beside `main`: convert where it had to, take its fee.

    The first leg of `main` is the clearing account's. A fee that comes back is a fee below zero.
    """
    paid_in = main.legs[0]
    drafts: list[Draft] = []
    if line.currency != paid_in.currency:
        swap = (
            Leg(CLEARING, -paid_in.amount_tiyn, paid_in.currency),
            Leg(EXCHANGE, paid_in.amount_tiyn, paid_in.currency),
            Leg(EXCHANGE, -line.amount, line.currency),
            Leg(CLEARING, line.amount, line.currency),
        )
        drafts.append(Draft(Kind.CONVERSION, line.id, swap, line.created, main.donation))
    if line.fee:
        fee = (Leg(OPERATIONS, line.fee, line.currency), Leg(CLEARING, -line.fee, line.currency))
        drafts.append(Draft(Kind.FEE, line.id, fee, line.created, main.donation))
    return drafts
