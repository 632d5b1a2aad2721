"""Numbers have no gaps and no doubles, whoever issues at once and whoever gives up half-way."""

import random
import threading
from contextlib import suppress
from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction

from campaigns.payments.locks import lock_gift
from campaigns.receipts import issuing, numbering
from campaigns.receipts.models import Receipt, ReceiptYear
from campaigns.receipts.standing import standing_of
from tests.factories.money import make_fund
from tests.factories.settled import give_back, settled_gift
from tests.funds.test_ledger_commits import at_once

THREADS, EACH = 8, 12


class GivenUp(Exception):
    """Somebody issues, and the transaction comes to nothing."""


@transaction.atomic
def give_up_after_the_number(gift):
    issuing.align(lock_gift(gift.pk))
    raise GivenUp


def issue_some(gifts, chance):
    """Issue for each of `gifts`; every third time it is given up first, after the number."""

    def job():
        for gift in gifts:
            if chance.random() < 1 / 3:
                with suppress(GivenUp):
                    give_up_after_the_number(gift)
            issuing.receipt_of(gift)

    return job


def serials():
    return sorted(Receipt.objects.values_list("serial", flat=True))


def test_many_who_issue_at_once_and_give_up_leave_no_gap(committed_db):
    fund, seed = make_fund(), random.randrange(10**6)
    shares = [[settled_gift(fund=fund) for _n in range(EACH)] for _t in range(THREADS)]
    chance = random.Random(seed)
    assert at_once(*[issue_some(share, chance) for share in shares]) == [None] * THREADS, seed
    assert serials() == list(range(1, THREADS * EACH + 1)), seed
    assert ReceiptYear.objects.get().last == THREADS * EACH


def test_many_who_issue_for_the_same_gifts_issue_once_each(committed_db):
    fund = make_fund()
    gifts = [settled_gift(fund=fund) for _n in range(EACH)]
    jobs = [issuing.bring_up_to_date] * 4 + [issue_some(gifts, random.Random(7))] * 4
    assert at_once(*jobs) == [None] * 8
    assert serials() == list(range(1, EACH + 1))
    assert Receipt.objects.values("donation").distinct().count() == EACH


def without_the_lock(monkeypatch):
    """The counter read first and written afterwards, by two who have both read."""
    both_have_read = threading.Barrier(2)

    def read_then_write(year):
        kept = ReceiptYear.objects.filter(year=year).first()
        both_have_read.wait(10)
        last = kept.last + 1 if kept else 1
        ReceiptYear.objects.filter(year=year).update(last=last)
        return last

    monkeypatch.setattr(issuing, "next_serial", read_then_write)


def two_who_issue(fund):
    return [partial(issuing.receipt_of, settled_gift(fund=fund)) for _n in range(2)]


def test_without_the_lock_the_database_refuses_the_second(committed_db, monkeypatch):
    fund = make_fund()
    issuing.receipt_of(settled_gift(fund=fund))
    jobs = two_who_issue(fund)
    without_the_lock(monkeypatch)
    errors = at_once(*jobs)
    assert [type(error) for error in errors if error] == [IntegrityError]


def test_without_lock_and_guards_two_receipts_would_bear_one_number(committed_db, monkeypatch):
    fund = make_fund()
    issuing.receipt_of(settled_gift(fund=fund))
    jobs = two_who_issue(fund)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE receipts_receipt DROP CONSTRAINT receipts_receipt_serial")
        cursor.execute("ALTER TABLE receipts_receipt DROP CONSTRAINT receipts_receipt_number_key")
        cursor.execute("DROP TRIGGER receipts_receiptyear_goes_up ON receipts_receiptyear")
    without_the_lock(monkeypatch)
    assert at_once(*jobs) == [None, None]
    assert serials() == [1, 2, 2]


def test_without_the_gifts_lock_a_gift_still_has_one_valid_receipt(committed_db, monkeypatch):
    gift = settled_gift()
    both_have_looked = threading.Barrier(2)

    def look_then_wait(donation):
        found = standing_of(donation)
        both_have_looked.wait(10)
        return found

    monkeypatch.setattr(issuing, "lock_gift", lambda pk: type(gift).objects.get(pk=pk))
    monkeypatch.setattr(issuing, "standing_of", look_then_wait)
    errors = at_once(*[lambda: issuing.receipt_of(gift)] * 2)
    assert [type(error) for error in errors if error] == [IntegrityError]
    assert gift.receipts.valid().count() == 1


def test_a_number_that_is_taken_without_a_receipt_does_not_commit(committed_db):
    with pytest.raises(IntegrityError, match="without a receipt"), transaction.atomic():
        numbering.next_serial(2026)
    assert not ReceiptYear.objects.exists()


def test_the_worker_leaves_a_gift_that_somebody_holds_for_later(committed_db):
    held, free = settled_gift(), settled_gift()
    done = []
    with transaction.atomic():
        lock_gift(held.pk)
        assert at_once(lambda: done.append(issuing.bring_up_to_date())) == [None]
    assert done == [1]
    assert free.receipts.exists()
    assert not held.receipts.exists()


def test_a_refund_and_a_visit_at_once_end_with_what_is_left(committed_db):
    gift = settled_gift()
    issuing.receipt_of(gift)
    give_back(gift, 2_000_00)
    jobs = [issuing.bring_up_to_date, lambda: issuing.receipt_of(gift)] * 3
    assert at_once(*jobs) == [None] * 6
    issuing.bring_up_to_date()
    assert gift.receipts.valid().get().amount_tiyn == 3_000_00
    assert serials() == [1, 2]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("serial", "number"), [(1, "2026-000001"), (123, "2026-000123"), (1_234_567, "2026-1234567")]
)
def test_a_number_as_it_is_written(serial, number):
    assert numbering.number_of(2026, serial) == number
