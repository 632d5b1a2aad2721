"""A gift that arrives while its wish is closed, opened or settled: neither waits for the other for
good."""

import threading

import pytest
from django.db import connection, connections, transaction

from campaigns.funds import ledger
from campaigns.funds.models import Fund
from campaigns.payments.giving import wish_parts
from campaigns.payments.models import Donation
from tests.factories.homes import wish_fund_with, wish_paid
from tests.factories.money import charge_draft

CODE = "W4RMC7T9"


def is_somebody_waiting() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
        return cursor.fetchone()[0]


def side_by_side(job, errors):
    """Starts `job` and comes back when it is done, or waits for a lock of ours."""
    done = threading.Event()

    def run():
        try:
            job()
        except Exception as error:  # noqa: BLE001 - handed to the test, whatever it is
            errors.append(error)
        finally:
            done.set()
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    while not done.wait(0.02) and not is_somebody_waiting():
        pass
    return thread


@pytest.mark.parametrize("change", [wish_parts.settle, wish_parts.give_up, wish_parts.close_fund])
def test_a_gift_and_a_change_of_its_wish(committed_db, change):
    fund = wish_fund_with(10_000_00, CODE)
    wish_paid(fund, 4_000_00, CODE)
    errors = []
    with transaction.atomic():
        # As cash, a transfer without a promise or a month's gift: new, and entered, in one commit.
        gift = Donation.objects.create(fund=fund, amount_tiyn=5_000_00, language="en")
        ledger.post(charge_draft(fund, 5_000_00, donation=gift.pk))
        thread = side_by_side(lambda: change(CODE), errors)
    thread.join(20)
    assert errors == []
    assert Fund.objects.with_totals().get(pk=fund.pk).raised_tiyn == 15_000_00
