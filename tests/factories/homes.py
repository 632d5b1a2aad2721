"""Apartments, the people who decide about money, and their decisions."""

from itertools import count

from django.core.files.base import ContentFile
from django.utils import timezone

from campaigns.funds.deciding.approve import approve
from campaigns.funds.deciding.propose import propose_allocation, propose_purchase
from campaigns.funds.models import Allocation, Apartment, Fund, Purchase
from tests.factories.money import enter_charge, make_fund
from users.models import User

_numbers = count(1)


def make_apartment(**fields) -> Apartment:
    facts = {
        "code": f"A-{next(_numbers)}",
        "place_kk": "Өскемен",
        "place_ru": "Усть-Каменогорск",
        "place_en": "Oskemen",
        "rooms": 1,
        "area_m2": 38,
    }
    return Apartment.objects.create(**(facts | fields))


def make_person(name: str = "") -> User:
    name = name or f"person-{next(_numbers)}"
    return User.objects.create_user(name, f"{name}@example.org", "x")


def paper(content: bytes = b"%PDF-1.7 decided") -> ContentFile:
    return ContentFile(content, name="decision.pdf")


def proposed(
    fund: Fund, apartment: Apartment, tiyn: int, by: User | None = None, on=None
) -> Allocation:
    return propose_allocation(
        fund, apartment, tiyn, decided_on=on or timezone.localdate(), paper=paper(),
        by=by or make_person(),
    )  # fmt: skip


def proposed_payment(apartment: Apartment, tiyn: int, by: User | None = None) -> Purchase:
    return propose_purchase(
        apartment, tiyn, decided_on=timezone.localdate(), paper=paper(), by=by or make_person()
    )


def set_aside(fund: Fund, apartment: Apartment, tiyn: int) -> Allocation:
    return approve(proposed(fund, apartment, tiyn), make_person())


def paid_for(apartment: Apartment, tiyn: int) -> Purchase:
    return approve(proposed_payment(apartment, tiyn), make_person())


def fund_with(tiyn: int, **fields) -> Fund:
    """A fund to which one gift was made."""
    fund = make_fund(**fields)
    enter_charge(fund, tiyn)
    return fund
