"""What only real commits show: the moment of the check, and rivals."""

import threading

import pytest
from django.db import IntegrityError, connection, connections, transaction

from campaigns.funds import ledger
from campaigns.funds.accounts import CLEARING
from campaigns.funds.models import Entry, FundTotal, Posting
from tests.factories.money import NOON, charge_draft, enter_charge, make_fund


def at_once(*jobs):
    """Run `jobs` side by side, each on a connection of its own; gives what each raised."""
    raised = [None] * len(jobs)
    start = threading.Barrier(len(jobs))

    def run(index, job):
        try:
            start.wait(10)
            job()
        except Exception as error:  # noqa: BLE001 - handed to the test, whatever it is
            raised[index] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return raised


@transaction.atomic
def enter_an_empty_one(seen):
    Entry.objects.create(kind="fee", external_id="x", happened_at=NOON)
    seen.append(Entry.objects.count())


def test_balance_is_demanded_at_the_commit_and_not_before(committed_db):
    fund = make_fund()
    enter_charge(fund)
    seen = []
    with pytest.raises(IntegrityError, match="has no postings"):
        enter_an_empty_one(seen)
    assert seen == [2]
    assert Entry.objects.count() == 1


def test_nothing_joins_an_entry_after_its_transaction(committed_db):
    entry = enter_charge(make_fund())
    pair = [Posting(entry=entry, account_id=CLEARING, amount_tiyn=sum) for sum in (1, -1)]
    with pytest.raises(IntegrityError, match="is closed"):
        Posting.objects.bulk_create(pair)


def test_one_source_posted_by_many_at_once_is_entered_once(committed_db):
    fund = make_fund()
    raised = at_once(*[lambda: enter_charge(fund, charge="ch_1")] * 6)
    assert sum(isinstance(error, ledger.AlreadyPosted) for error in raised) == 5
    assert FundTotal.objects.get(fund=fund).raised_tiyn == 5_000_00


def test_without_the_unique_constraint_it_would_be_entered_several_times(committed_db):
    """The control of the rule above: it is the constraint that holds it."""
    fund = make_fund()
    enter_charge(fund, charge="ch_0")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE funds_entry DROP CONSTRAINT funds_entry_once")

    def check_then_insert():
        with transaction.atomic():
            if not Entry.objects.filter(external_id="ch_1").exists():
                seen.wait(10)
                with connection.cursor() as cursor:
                    cursor.execute(
                        "INSERT INTO funds_entry (kind, external_id, happened_at, reason)"
                        " VALUES ('charge', 'ch_1', now(), '') RETURNING id"
                    )
                    entry_id = cursor.fetchone()[0]
                for sign in (1, -1):
                    Posting.objects.create(
                        entry_id=entry_id, account_id=CLEARING, amount_tiyn=sign * 100
                    )

    seen = threading.Barrier(2)
    assert at_once(check_then_insert, check_then_insert) == [None, None]
    assert Entry.objects.filter(external_id="ch_1").count() == 2


def test_gifts_to_one_fund_at_once_are_all_counted(committed_db):
    fund = make_fund()
    raised = at_once(*[lambda: [enter_charge(fund, 100) for _ in range(5)]] * 4)
    assert raised == [None] * 4
    kept = FundTotal.objects.get(fund=fund)
    assert (kept.raised_tiyn, kept.gifts) == (2_000, 20)


def test_posts_to_the_same_funds_in_other_orders_do_not_wait_in_a_ring(committed_db):
    one, other = make_fund(), make_fund()

    def forth():
        for _turn in range(10):
            ledger.post(charge_draft(one, 100), charge_draft(other, 100))

    def back():
        for _turn in range(10):
            ledger.post(charge_draft(other, 100), charge_draft(one, 100))

    assert at_once(forth, back) == [None, None]
