"""A promised transfer: kept, told to the donor by letter, reminded of once, given up at last."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from audit.record import record
from campaigns.bank import letters
from campaigns.bank.models import Pledge
from campaigns.bank.references import new_reference
from campaigns.payments.giving.checkout import Gift, write_down
from campaigns.payments.locks import lock_gift_if_free
from campaigns.payments.models import Donation, Method
from campaigns.payments.settlement import move
from campaigns.payments.states import DonationState, Happening

# Pledges looked at in one turn of the clock.
A_TURN = 200
# Letters with details to one address within a day.
LETTERS_A_DAY = 5


def keep(gift: Gift) -> Donation:
    """Commit the gift with its reference, and the letter that tells them.

    The same form, sent again, gives the same gift.
    """
    with transaction.atomic(durable=True):
        donation = write_down(gift)
        if not Pledge.objects.filter(donation=donation).exists():
            due_on = timezone.localdate() + timedelta(days=settings.PLEDGE_DAYS)
            pledge = Pledge.objects.create(
                donation=donation,
                reference=_unused_reference(),
                promised_tiyn=donation.amount_tiyn,
                due_on=due_on,
            )
            move(donation, Happening.OPENED)
            if _may_be_written_to(donation.donor_email):
                letters.tell_details(pledge)
    return donation


def _may_be_written_to(email: str) -> bool:
    """Not without end: anybody can type anybody's address. The page tells the details all the same.

    Gifts are counted, this one too, and not letters: those may be erased.
    """
    day_ago = timezone.now() - timedelta(days=1)
    promised = Donation.objects.filter(
        method=Method.TRANSFER, donor_email__same_address=email, created_at__gt=day_ago
    )
    return promised.count() <= LETTERS_A_DAY


def _unused_reference() -> str:
    """Two alike are a matter of once in a thousand years; the constraint holds even then."""
    reference = new_reference()
    while Pledge.objects.filter(reference=reference).exists():
        reference = new_reference()
    return reference


def remind() -> int:
    """Write once to donors who agreed and whose transfer has not come; returns how many."""
    before = timezone.now() - timedelta(days=settings.PLEDGE_REMIND_DAYS)
    due = (
        Pledge.objects.waiting()
        .filter(
            donation__wants_reminder=True,
            donation__reminded_at=None,
            donation__erased_at=None,
            donation__created_at__lte=before,
            due_on__gte=timezone.localdate(),
        )
        .exclude(donation__donor_email="")
    )
    return sum(_reminded(pledge) for pledge in due[:A_TURN])


def _reminded(pledge: Pledge) -> bool:
    with transaction.atomic(durable=True):
        donation = lock_gift_if_free(pledge.donation_id)
        if donation is None or donation.state != DonationState.OPEN or donation.reminded_at:
            return False
        donation.reminded_at = timezone.now()
        donation.save(update_fields=["reminded_at"])
        pledge.donation = donation
        letters.remind(pledge)
        record("pledge.reminded", pledge)
        return True


def expire() -> int:
    """Give up what is overdue; returns how many. Money that comes later revives it."""
    due = Pledge.objects.waiting().filter(due_on__lt=timezone.localdate())
    return sum(_expired(pledge) for pledge in due[:A_TURN])


def _expired(pledge: Pledge) -> bool:
    with transaction.atomic(durable=True):
        donation = lock_gift_if_free(pledge.donation_id)
        if donation is None or donation.state != DonationState.OPEN:
            return False
        move(donation, Happening.EXPIRED)
        record("pledge.expired", pledge)
        return True


def keep_waiting() -> dict[str, int]:
    """For the clock."""
    done = {"reminded": remind(), "expired": expire()}
    return {what: how_many for what, how_many in done.items() if how_many}
