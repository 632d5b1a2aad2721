"""Apartments, the people who decide about money, and their decisions, about wishes as well."""

from itertools import count

from django.core.files.base import ContentFile
from django.utils import timezone

from campaigns.funds.deciding.approve import approve
from campaigns.funds.deciding.propose import (
    propose_allocation,
    propose_purchase,
    propose_wish_purchase,
)
from campaigns.funds.models import Allocation, Apartment, Fund, FundKind, Purchase, WishPurchase
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


def proposed_wish(
    fund: Fund, tiyn: int, by: User | None = None, code: str | None = None
) -> WishPurchase:
    return propose_wish_purchase(
        fund, code or fund.wish_code or "C7FKD9MX", tiyn, decided_on=timezone.localdate(),
        paper=paper(), by=by or make_person(),
    )  # fmt: skip


def wish_paid(fund: Fund, tiyn: int, code: str | None = None) -> WishPurchase:
    return approve(proposed_wish(fund, tiyn, code=code), make_person())


def wish_fund_with(tiyn: int, code: str = "W4RMC7T9", **fields) -> Fund:
    """The own fund of a wish, to which one gift was made."""
    general = fields.pop("surplus_to", None) or make_fund(kind=FundKind.GENERAL, goal_tiyn=None)
    slug = f"wish-{code.lower()}"
    facts = {"kind": FundKind.WISH, "wish_code": code, "slug": slug, "surplus_to": general}
    return fund_with(tiyn, **(facts | fields))


def fund_with(tiyn: int, **fields) -> Fund:
    """A fund to which one gift was made."""
    fund = make_fund(**fields)
    enter_charge(fund, tiyn)
    return fund
