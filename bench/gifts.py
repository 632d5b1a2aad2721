"""Gifts that stand before their settlement, and what Stripe would say about them."""

from itertools import count

from django.utils import timezone

from campaigns.funds.models import Fund
from campaigns.payments.giving.checkout import Gift, keep
from campaigns.payments.models import Attempt
from campaigns.payments.settlement import take_over
from campaigns.payments.states import AttemptState, DonationState
from campaigns.payments.stripe_records import BalanceLine, CheckoutSession, Intent, PaidCharge

TIYN = 5_000_00

_numbers = count(1)


def fund(name: str) -> Fund:
    return Fund.objects.create(
        slug=name, name_kk=name, name_ru=name, purpose_kk=name, purpose_ru=name
    )


def opened(to: Fund) -> Attempt:
    """A gift whose donor stands before the pay page."""
    n = next(_numbers)
    gift = keep(
        Gift(
            fund=to,
            amount_tiyn=TIYN,
            donor_email=f"donor{n}@example.org",
            donor_name="Bench",
            language="ru",
            form_key=f"bench-{n}",
        )
    )
    attempt = gift.attempts.get()
    attempt.state, attempt.session_id = AttemptState.OPEN, f"cs_bench_{n}"
    attempt.opened_at = timezone.now()
    attempt.save()
    type(gift).objects.filter(pk=gift.pk).update(state=DonationState.OPEN)
    return attempt


def paid(attempt: Attempt) -> CheckoutSession:
    """What Stripe says once the donor has paid."""
    gift, n = str(attempt.donation_id), attempt.pk
    now = timezone.now()
    line = BalanceLine(f"txn_bench_{n}", "charge", TIYN, 175_00, "KZT", now, f"ch_bench_{n}")
    charge = PaidCharge(f"ch_bench_{n}", TIYN, "KZT", now, line)
    intent = Intent(f"pi_bench_{n}", "succeeded", TIYN, "KZT", False, gift, "", charge)
    return CheckoutSession(
        id=str(attempt.session_id),
        url="",
        status="complete",
        payment_status="paid",
        amount_tiyn=TIYN,
        currency="KZT",
        livemode=False,
        reference=gift,
        donation_id=gift,
        attempt=str(attempt.n),
        intent=intent,
    )


def settle_all(attempts: list[Attempt]) -> None:
    """Settle without the call to Stripe. RuntimeError when one does not end as paid."""
    for attempt in attempts:
        settled = take_over(attempt.pk, paid(attempt))
        if settled.state != AttemptState.PAID:
            raise RuntimeError(f"{attempt} is {settled.state}")
