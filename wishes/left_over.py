"""Money that stayed with a wish that is over: a person of finance has it paid, or sent on.

While somebody gets a wish, its money is on its way to a shop. Once the wish is over it has to have
left its fund: paid for it, or gone on to the fund that donors were told of.
"""

from datetime import datetime, time
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Count, Min, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.record import record
from campaigns.funds.models import Fund
from campaigns.payments.giving import wish_parts
from users.models import User
from wishes.models import Wish
from wishes.states import OPEN

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def funds() -> QuerySet[Fund]:
    """The own funds of wishes that are over, in which money stayed; the oldest first."""
    under_way = Wish.objects.filter(state__in=OPEN).values("code")
    return wish_parts.unspent().exclude(wish_code__in=under_way).order_by("closed_on", "pk")


def waiting() -> "list[tuple[StrOrPromise, int, datetime | None, str]]":
    """For the finance desk: label, how many, since when the oldest waits, where they are."""
    told = funds().order_by().aggregate(count=Count("pk"), oldest=Min("closed_on"))
    since = told["oldest"] and timezone.make_aware(datetime.combine(told["oldest"], time()))
    return [(_("Money left of wishes that are over"), told["count"], since, reverse("wish_money"))]


@transaction.atomic
def send_on(code: str, by: User) -> bool:
    """What is left of the wish `code` goes on as donors were told; False where nothing is left.

    Nothing was paid from it: all goes on. It was paid and cost less: the rest does.
    """
    fund = funds().filter(wish_code=code).first()
    if fund is None:
        return False
    record("wish_money.send_on", fund, by, {"wish": code, "tiyn": fund.held_tiyn})
    if fund.is_bought:
        wish_parts.settle(code)
    else:
        wish_parts.give_up(code)
    return True
