"""What is held is found by index: the desk costs the same with any number of gifts."""

import json

import pytest
from django.db import connection

from campaigns.monthly.models import MonthlyGift
from campaigns.payments.models import Attempt, Donation
from campaigns.payments.states import AttemptState, DonationState
from tests.factories.money import make_fund, make_gift

pytestmark = pytest.mark.django_db
MANY = 4000


@pytest.fixture
def many():
    """Thousands of gifts that are as they should be, and three that wait for a person."""
    fund = make_fund()
    gifts = Donation.objects.bulk_create(
        Donation(fund=fund, amount_tiyn=1_00, language="en", state=DonationState.EXPIRED)
        for _one in range(MANY)
    )
    Attempt.objects.bulk_create(
        Attempt(donation=gift, n=1, idempotency_key=f"k{n}", state=AttemptState.EXPIRED)
        for n, gift in enumerate(gifts)
    )
    MonthlyGift.objects.bulk_create(
        MonthlyGift(fund=fund, amount_tiyn=1_00, language="en") for _one in range(MANY)
    )
    held, with_held, both = (make_gift(fund) for _one in range(3))
    Donation.objects.filter(pk__in=[held.pk, both.pk]).update(state=DonationState.QUARANTINED)
    payments = Attempt.objects.filter(donation__in=[with_held, both])
    payments.update(state=AttemptState.QUARANTINED)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {held.pk, with_held.pk, both.pk}


def scanned(rows):
    """The tables that the plan of `rows` reads from end to end."""
    plan = json.loads(rows.explain(format="json"))[0]["Plan"]

    def nodes(node):
        yield node
        for one in node.get("Plans", []):
            yield from nodes(one)

    return {one["Relation Name"] for one in nodes(plan) if one["Node Type"] == "Seq Scan"}


def test_held_gifts_are_found_once_each_and_by_index(many):
    held = Donation.objects.quarantined()
    assert {gift.pk for gift in held} == many
    assert held.count() == 3
    assert scanned(held.order_by()) == set()


def test_held_payments_are_found_by_index(many):
    held = Attempt.objects.filter(state=AttemptState.QUARANTINED)
    assert held.count() == 2
    assert scanned(held.order_by("closed_at", "pk")) == set()


def test_held_monthly_gifts_are_found_by_index(many):
    assert "monthly_monthlygift" not in scanned(MonthlyGift.objects.held().order_by())
