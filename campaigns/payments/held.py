"""What may become of a payment that is held, when a person has looked at it.

Held is what differs from what was asked for, and a second charge for one gift. Nothing here asks
whether anybody may decide so: see `campaigns.reconciliation.held`, where two people do. Every
function is called with the gift's lock held (`lock_attempt`), and last in its transaction.
"""

from django.conf import settings
from django.utils import timezone

from campaigns.payments.attempts import go_on
from campaigns.payments.comparison import first_difference
from campaigns.payments.letters import not_counted, unthank
from campaigns.payments.models import Attempt, Donation, HeldAction, HeldChoice, RefundReason
from campaigns.payments.reversals.refunds import requests as refunds
from campaigns.payments.settlement import enter_charge
from campaigns.payments.states import AttemptState, DonationState, Happening, next_state
from campaigns.payments.stripe_records import CheckoutSession, PaidCharge
from users.models import User


class CannotRelease(Exception):
    """It stays held; `code` says why, for whoever decides."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


NOT_HELD, NOT_PAID, PAID_AT_STRIPE = "not_held", "not_paid", "paid_at_stripe"
STILL_DIFFERS, SECOND_CHARGE, NOT_OURS = "still_differs", "second_charge", "not_ours"
RETURNED, SEVERAL, OTHER_CHARGE = "returned", "several", "other_charge"
SAME_PERSON, DECIDED = "same_person", "decided"


def demand_fits(action: str, charge: PaidCharge | None, currency: str, *, livemode: bool) -> None:
    """Whether `action` can be done about the `charge` that Stripe shows. Raises `CannotRelease`.

    What may be taken into the books is entered; what may not is given back at Stripe, and then
    there is nothing to enter. So no payment is held for good.
    """
    if action == HeldAction.DISMISS:
        if charge is not None and not charge.is_returned:
            raise CannotRelease(PAID_AT_STRIPE)
    elif charge is None:
        raise CannotRelease(NOT_PAID)
    elif charge.currency != currency or livemode != settings.STRIPE_LIVEMODE:
        raise CannotRelease(NOT_OURS)
    elif action == HeldAction.GIVE_BACK and charge.returned_tiyn:
        raise CannotRelease(RETURNED)


def demand_as_proposed(choice: HeldChoice, charge: PaidCharge | None) -> PaidCharge:
    """What is entered is what the first person saw. Raises `CannotRelease`."""
    if charge is None or (charge.id, charge.amount_tiyn) != (choice.charge_id, choice.amount_tiyn):
        raise CannotRelease(OTHER_CHARGE)
    return charge


def give_back(donation: Donation, choice: HeldChoice, by: User) -> None:
    """All of what was just entered, by the usual way, which needs the same two people; nobody is
    thanked for it."""
    unthank(donation)
    reason = RefundReason.NOT_OURS
    refund = refunds.request(donation, donation.amount_tiyn, reason, choice.proposed_by)
    refunds.approve(refund, by)


def take_if_equal(donation: Donation, attempt: Attempt, session: CheckoutSession) -> None:
    """Enter the payment where nothing differs any more. Raises `CannotRelease`."""
    _demand_held(attempt)
    if first_difference(donation, attempt, session):
        raise CannotRelease(STILL_DIFFERS)
    charge = _charge_of(session)
    if donation.is_settled:
        raise CannotRelease(SECOND_CHARGE)
    _release(donation)
    enter_charge(donation, attempt, charge)


def enter_as_shown(donation: Donation, attempt: Attempt, session: CheckoutSession) -> Donation:
    """Enter what Stripe took, though it is not what was asked for; returns the gift that it is.

    The gift then has the sum that was really given. A second charge for a paid gift becomes a gift
    of its own, which can be given back like any other. Raises `CannotRelease`: money of another
    currency, or none at all, is never entered.
    """
    _demand_held(attempt)
    charge = _charge_of(session)
    if charge.currency != donation.currency or session.livemode != settings.STRIPE_LIVEMODE:
        raise CannotRelease(NOT_OURS)
    if donation.is_settled:
        _let_go(donation)
        gift = _gift_of_its_own(donation, attempt, charge)
    else:
        gift = donation
        _release(gift)
        gift.amount_tiyn = charge.amount_tiyn
        # What was added for fees stays so while it is a part of the sum.
        gift.cover_tiyn = gift.cover_tiyn if gift.cover_tiyn < charge.amount_tiyn else 0
        gift.save(update_fields=["amount_tiyn", "cover_tiyn"])
    attempt.session_id = session.id
    if session.intent:
        attempt.intent_id = session.intent.id
    enter_charge(gift, attempt, charge)
    return gift


def close(donation: Donation, attempt: Attempt, session: CheckoutSession | None) -> None:
    """No money came, or it went back: the donor is told, and may try anew.

    Raises `CannotRelease`.
    """
    _demand_held(attempt)
    charge = session.paid_charge if session else None
    if charge is not None and not charge.is_returned:
        raise CannotRelease(PAID_AT_STRIPE)
    go_on(attempt, AttemptState.FAILED)
    not_counted(donation, attempt)
    if donation.attempts.filter(state=AttemptState.QUARANTINED).exists():
        return
    if donation.state == DonationState.QUARANTINED:
        _release(donation)
        donation.state = next_state(donation.state, Happening.FAILED)
    _let_go(donation)


def _demand_held(attempt: Attempt) -> None:
    if attempt.state != AttemptState.QUARANTINED:
        raise CannotRelease(NOT_HELD)


def _charge_of(session: CheckoutSession) -> PaidCharge:
    if session.paid_charge is None:
        raise CannotRelease(NOT_PAID)
    return session.paid_charge


def _release(donation: Donation) -> None:
    donation.state = next_state(donation.state, Happening.RELEASED)
    _let_go(donation)


def _let_go(donation: Donation) -> None:
    donation.quarantine_reason, donation.changed_at = "", timezone.now()
    donation.save(update_fields=["state", "quarantine_reason", "changed_at"])


def _gift_of_its_own(donation: Donation, attempt: Attempt, charge: PaidCharge) -> Donation:
    gift = Donation.objects.create(
        fund_id=donation.fund_id,
        amount_tiyn=charge.amount_tiyn,
        currency=charge.currency,
        donor_name=donation.donor_name,
        donor_email=donation.donor_email,
        company_name=donation.company_name,
        company_bin=donation.company_bin,
        is_anonymous=donation.is_anonymous,
        language=donation.language,
    )
    attempt.donation, attempt.n = gift, 1
    attempt.save(update_fields=["donation", "n"])
    return gift
