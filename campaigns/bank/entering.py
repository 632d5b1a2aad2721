"""Money that came past Stripe enters the books: the gift is paid, thanked for, posted."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from audit.record import record
from campaigns.funds import ledger
from campaigns.funds.accounts import of_fund
from campaigns.funds.kinds import Kind
from campaigns.funds.ledger import Draft, Leg
from campaigns.payments import letters
from campaigns.payments.models import Donation
from campaigns.payments.states import Happening, next_state
from users.models import User


@dataclass(frozen=True, slots=True)
class Source:
    """Where the money lies now, since which day, and what proves it: unique within its kind."""

    kind: Kind
    external_id: str
    account: str
    day: date


def enter_gift(donation: Donation, source: Source, by: User | None, facts: dict) -> None:
    """Call it last in its transaction, with the gift's lock held (or the gift made in it).

    No fee is taken from such money, so the whole sum reaches the fund. Raises `WrongTransition`,
    `LedgerError`.
    """
    donation.state = next_state(donation.state, Happening.CHARGED)
    donation.paid_at, donation.changed_at = day_began(source.day), timezone.now()
    donation.cover_tiyn = 0
    donation.save(update_fields=["amount_tiyn", "cover_tiyn", "state", "paid_at", "changed_at"])
    letters.thank(donation)
    record("gift.paid", donation, by, facts)
    # Last, so that the row of the fund's total is locked for the shortest time.
    ledger.post(
        Draft(
            kind=source.kind,
            external_id=source.external_id,
            legs=(
                Leg(source.account, donation.amount_tiyn),
                Leg(of_fund(donation.fund_id), -donation.amount_tiyn),
            ),
            happened_at=donation.paid_at,
            donation=donation.pk,
        )
    )


def day_began(day: date) -> datetime:
    """The moment that stands for a day of the bank, in the site's own time zone."""
    return timezone.make_aware(datetime.combine(day, time.min))
