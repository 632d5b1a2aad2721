"""A receipt is never changed or removed, whoever writes; it can only be declared void, once."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from campaigns.receipts import issuing
from campaigns.receipts.models import Receipt, ReceiptYear, VoidReason
from tests.factories.settled import settled_gift

pytestmark = pytest.mark.django_db

VOID = {"voided_at": timezone.now(), "void_reason": VoidReason.MISTAKEN, "void_note": "typo"}
OTHERS = {
    "number": "2026-000099",
    "year": 2027,
    "serial": 9,
    "check_code": "abc",
    "payer_name": "Somebody else",
    "company_name": "Somebody else",
    "company_bin": "999940000000",
    "amount_tiyn": 1,
    "cover_tiyn": 1,
    "returned_tiyn": 1,
    "purpose_kk": "x",
    "method": "cash",
    "provider_reference": "x",
    "paid_on": timezone.localdate(),
    "issued_at": timezone.now(),
    "organisation_name_en": "x",
    "organisation_bin": "x",
}


@pytest.fixture
def receipt():
    return issuing.receipt_of(settled_gift())


def change(receipt, **fields):
    with transaction.atomic():
        Receipt.objects.filter(pk=receipt.pk).update(**fields)


def refused():
    return pytest.raises(IntegrityError, match="never changed or removed")


@pytest.mark.parametrize("field", OTHERS)
def test_nothing_that_it_states_changes(receipt, field):
    with refused():
        change(receipt, **{field: OTHERS[field]})


def test_nor_does_the_gift_that_it_is_about(receipt):
    with refused():
        change(receipt, donation=settled_gift())


def test_it_is_void_once_and_for_good(receipt):
    change(receipt, **VOID)
    for again in ({"voided_at": None}, {"void_reason": VoidReason.RETURNED}, {"void_note": "x"}):
        with refused():
            change(receipt, **again)


def test_it_is_not_void_without_a_reason(receipt):
    with pytest.raises(IntegrityError, match="receipts_receipt_void_has_reason"):
        change(receipt, voided_at=timezone.now())


def test_it_is_replaced_once(receipt):
    other, third = (issuing.receipt_of(settled_gift()) for _n in range(2))
    change(receipt, **VOID)
    change(receipt, replaced_by=other)
    with refused():
        change(receipt, replaced_by=third)


def test_the_payer_can_only_be_forgotten(receipt):
    change(receipt, payer_name="")
    with refused():
        change(receipt, payer_name="Айгүл")


@transaction.atomic
def run(sql):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(sql)


@pytest.mark.parametrize("table", ["receipts_receipt", "receipts_receiptyear"])
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_nothing_is_removed(receipt, table, statement):
    with pytest.raises(IntegrityError, match=r"never changed|only goes up"):
        run(statement.format(table))


@pytest.mark.parametrize("last", [0, 1, 3])
def test_the_counter_goes_up_one_by_one(receipt, last):
    with pytest.raises(IntegrityError, match="only goes up"), transaction.atomic():
        ReceiptYear.objects.update(last=last)


def test_a_receipt_bears_the_number_that_the_counter_is_at(receipt):
    values = Receipt.objects.values().get()
    values |= {"id": None, "serial": 7, "number": f"{receipt.year}-000007"}
    values |= {"donation_id": settled_gift().pk, "replaced_by_id": None}
    with pytest.raises(IntegrityError, match="next number"), transaction.atomic():
        Receipt.objects.create(**values)


def test_a_gift_has_one_valid_receipt(receipt):
    with (
        pytest.raises(IntegrityError, match="receipts_receipt_one_valid"),
        transaction.atomic(),
    ):
        issuing.issue(receipt.donation, issuing.standing_of(receipt.donation))
