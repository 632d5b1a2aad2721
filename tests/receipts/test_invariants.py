"""`check_ledger` finds what was done to receipts with the guards taken away."""

import pytest
from django.db import connection
from django.utils import timezone

from campaigns.payments.models import Donation
from campaigns.receipts import issuing
from campaigns.receipts.invariants import GUARDS, violations, warnings
from campaigns.receipts.models import Receipt
from tests.factories.settled import settled_gift

pytestmark = pytest.mark.django_db

UNGUARDED = (
    "ALTER TABLE receipts_receipt DISABLE TRIGGER USER",
    "ALTER TABLE receipts_receiptyear DISABLE TRIGGER USER",
)
BROKEN = {
    "receipts are numbered without a gap": [
        "DELETE FROM receipts_receipt WHERE serial = 2",
        "DELETE FROM receipts_receipt WHERE serial = 1",
        "DELETE FROM receipts_receipt WHERE serial = 3",
        "UPDATE receipts_receiptyear SET last = 4",
        "DELETE FROM receipts_receiptyear",
    ],
    "a receipt states no more than was given": [
        "UPDATE receipts_receipt SET amount_tiyn = amount_tiyn + 1 WHERE serial = 1",
    ],
    "no two receipts bear one number": [
        "ALTER TABLE receipts_receipt DROP CONSTRAINT receipts_receipt_serial;"
        "UPDATE receipts_receipt SET serial = 3 WHERE serial = 2",
    ],
    "a gift has one valid receipt at most": [
        "DROP INDEX receipts_receipt_one_valid;"
        "UPDATE receipts_receipt SET donation_id ="
        " (SELECT donation_id FROM receipts_receipt WHERE serial = 1) WHERE serial = 2",
    ],
}


@pytest.fixture
def receipts():
    return [issuing.receipt_of(settled_gift()) for _n in range(3)]


def run(*statements):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for statement in statements:
            cursor.execute(statement)


def test_all_is_well(receipts):
    assert not list(violations())
    assert not list(warnings())


@pytest.mark.parametrize(
    ("rule", "statement"), [(rule, one) for rule, all in BROKEN.items() for one in all]
)
def test_what_is_broken_is_found(receipts, rule, statement):
    run(*UNGUARDED, statement)
    assert rule in {one.rule for one in violations()}


@pytest.mark.parametrize("guard", GUARDS)
def test_a_guard_that_is_gone_is_missed(receipts, guard):
    table = "receipts_receiptyear" if "year" in guard else "receipts_receipt"
    removal = {
        "receipts_receipt_one_valid": f"DROP INDEX {guard}",
        "receipts_receipt_serial": f"ALTER TABLE {table} DROP CONSTRAINT {guard}",
    }
    run(removal.get(guard, f"DROP TRIGGER {guard} ON {table}"))
    assert f"{guard}: missing or switched off" in {one.detail for one in violations()}


def test_a_receipt_that_is_long_due_is_told(receipts):
    gift = settled_gift()
    assert not list(warnings()), "the worker has some minutes"
    Donation.objects.filter(pk=gift.pk).update(
        changed_at=timezone.now() - timezone.timedelta(hours=1)
    )
    assert [one.detail for one in warnings()] == [str(gift.pk)]
    issuing.bring_up_to_date()
    assert not list(warnings())
    assert Receipt.objects.count() == 4
