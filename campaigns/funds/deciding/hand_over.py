from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.record import record
from campaigns.funds import locks
from campaigns.funds.deciding.rules import DecisionError
from campaigns.funds.models import Apartment, Purchase, Source
from users.models import User

# Money of ours is in these: there is no handing over before it was paid.
PAID_BY_US = (Source.FUND, Source.MIXED)


class NotYetOurs(DecisionError):
    def __init__(self) -> None:
        super().__init__(_("This apartment has not been paid for yet."))


class InTheFuture(DecisionError):
    def __init__(self) -> None:
        super().__init__(_("This day is still to come."))


@transaction.atomic
def hand_over(apartment: Apartment, on: date, by: User) -> Apartment:
    """The keys were given on that day; a wrong day is put right by calling it again.

    Raises `NotYetOurs`, `InTheFuture`.
    """
    locks.hold_apartment(apartment.pk)
    apartment = Apartment.objects.get(pk=apartment.pk)
    if on > timezone.localdate():
        raise InTheFuture
    paid = Purchase.objects.in_force().filter(apartment=apartment)
    if apartment.source in PAID_BY_US and not paid.exists():
        raise NotYetOurs
    before, apartment.handed_over_on = apartment.handed_over_on, on
    apartment.save(update_fields=["handed_over_on"])
    facts = {"code": apartment.code, "on": str(on), "before": str(before or "")}
    record("apartment.hand_over", apartment, by, facts)
    return apartment
