"""The ledger's account of the bank beside the statement's closing balance."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaigns.bank import balance, cash, desk, ties
from campaigns.bank.cash import NotDecided
from campaigns.bank.importing import import_statement
from campaigns.bank.models import OpeningBalance, StatementFile
from tests.factories.bank import (
    DAY,
    OWN,
    as_camt053,
    as_csv,
    as_mt940,
    booking,
    bring,
    line_of,
    make_cash,
    make_deposit,
    make_payout,
    make_pledge,
    pay_pledge,
)
from tests.factories.wishes import make_user
from tests.payments.test_admin import sign_in  # noqa: F401 - a fixture
from users import roles

HELD = 1_000_00
pytestmark = pytest.mark.django_db


def began(tiyn=HELD, day=DAY - timedelta(days=1)):
    row = balance.propose_opening(OpeningBalance(amount_tiyn=tiyn, day=day), make_user())
    return balance.decide_opening(row.pk, make_user(), yes=True)


@pytest.mark.parametrize("write", [as_mt940, as_camt053])
def test_a_statement_tells_its_closing_balance(write):
    bring(booking(5_00), write=write)
    file = StatementFile.objects.get()
    assert (file.closing_tiyn, file.closing_on) == (HELD + 5_00, DAY)


def test_a_table_may_tell_it():
    rows = "date;amount;balance\n2026-03-01;5,00;1005,00\n2026-03-02;-1,00;1004,00\n"
    import_statement(rows.encode(), "x")
    file = StatementFile.objects.get()
    assert (file.closing_tiyn, file.closing_on) == (1_004_00, DAY)
    import_statement(as_csv(booking(7_00)), "x")
    assert StatementFile.objects.filter(closing_on=None).count() == 1


def test_without_an_opening_balance_nothing_is_compared():
    bring(booking(5_00), write=as_mt940)
    assert balance.compare() is None
    began()
    assert balance.compare() is not None


def test_a_difference_is_explained_by_what_one_side_does_not_know_yet():
    began()
    gift, fee = pay_pledge(make_pledge()), booking(-300_00)
    bring(gift, fee, booking(7_00), write=as_mt940)
    told = balance.compare()
    assert told.bank_tiyn == HELD + 5_000_00 - 300_00 + 7_00
    assert told.ours_tiyn == HELD + 5_000_00
    assert (told.difference, told.lines_tiyn, told.lines) == (-293_00, -293_00, 2)
    assert told.unexplained == 0
    ties.enter_fee(line_of(fee).pk, make_user())
    assert balance.compare().difference == 7_00


def test_what_the_bank_does_not_show_yet_explains_it_too():
    began()
    one, other = make_user(), make_user()
    bring(pay_pledge(make_pledge()), write=as_mt940)
    cash.confirm_gift(make_cash(one), other)
    cash.confirm_deposit(make_deposit(one), other)
    told = balance.compare()
    assert (told.difference, told.entries_tiyn, told.entries) == (-3_000_00, 3_000_00, 1)
    assert told.unexplained == 0


def test_a_statement_that_is_missing_is_left_over_and_stands_on_the_desk():
    began()
    bring(pay_pledge(make_pledge()), write=lambda *one: as_mt940(*one, opening=HELD + 90_00))
    assert balance.compare().unexplained == 90_00
    labels = [str(one.label) for one in desk.waiting()]
    assert labels == ["The bank's balance is not that of our books"]


def test_the_desk_compares_at_most_once_a_minute():
    """Its count stands on the front page of the admin, and lines grow without end."""
    began()
    desk.waiting()
    bring(booking(5_00), write=lambda *one: as_mt940(*one, opening=HELD + 90_00))
    with CaptureQueriesContext(connection) as asked:
        assert [str(one.label) for one in desk.waiting()] == ["Money at the bank to be matched"]
    assert not [one for one in asked if "FULL JOIN" in one["sql"] or "FILTER" in one["sql"]]
    with time_machine.travel(timezone.now() + timedelta(seconds=61)):
        assert len(desk.waiting()) == 2


def test_a_payout_without_an_entry_of_its_own_is_a_line_more():
    began()
    make_payout(90_000_00)
    bring(booking(90_000_00, "STRIPE payout"), write=as_mt940)
    told = balance.compare()
    assert (told.lines, told.aside, told.aside_in_tiyn) == (0, 1, 90_000_00)
    assert told.unexplained == 0


def test_it_is_set_by_two_people():
    one = make_user()
    row = balance.propose_opening(OpeningBalance(amount_tiyn=0, day=DAY), one)
    assert row.account == OWN
    with pytest.raises(NotDecided, match="another person"):
        balance.decide_opening(row.pk, one, yes=True)
    with pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
        OpeningBalance.objects.update(state="confirmed", decided_by=one, decided_at=row.recorded_at)
    with pytest.raises(NotDecided, match="waits for a second person"):
        balance.propose_opening(OpeningBalance(amount_tiyn=1, day=DAY), make_user())
    with pytest.raises(IntegrityError, match="one_pending"), transaction.atomic():
        OpeningBalance.objects.create(amount_tiyn=1, day=DAY, account=OWN, recorded_by=one)
    balance.decide_opening(row.pk, make_user(), yes=True)


def test_a_wrong_one_is_replaced_by_two_and_stays_to_be_seen():
    wrong = began(HELD + 1)
    bring(booking(5_00), write=as_mt940)
    assert balance.compare().unexplained == -1
    right = balance.propose_opening(OpeningBalance(amount_tiyn=HELD, day=wrong.day), make_user())
    assert balance.compare().opening == wrong
    balance.decide_opening(right.pk, make_user(), yes=True)
    assert balance.compare().opening == right
    assert balance.compare().unexplained == 0
    assert OpeningBalance.objects.count() == 2


def test_a_statement_of_the_very_day_proves_it():
    bring(booking(5_00), write=as_mt940)
    began(HELD, day=DAY)
    assert balance.compare().unexplained == 5_00


def test_of_two_balances_of_one_day_the_later_one_counts():
    morning, evening = as_mt940(booking(5_00)), as_mt940(booking(7_00), opening=HELD + 5_00)
    import_statement(morning + evening, "x")
    assert StatementFile.objects.get().closing_tiyn == HELD + 12_00


def test_without_an_account_nothing_is_recorded(settings):
    settings.BANK_IIK = ""
    with pytest.raises(NotDecided, match="BANK_IIK"):
        balance.propose_opening(OpeningBalance(amount_tiyn=1, day=DAY), make_user())
    assert not OpeningBalance.objects.exists()


def test_a_sum_that_no_account_holds_is_asked_about(sign_in):  # noqa: F811
    client, url = sign_in(roles.FINANCE), reverse("bank_office:balance")
    form = {"day": "2026-03-01", "amount_tiyn": "9" * 29}
    assert client.post(url, form).status_code == 422


def test_finance_does_it_in_the_admin(sign_in):  # noqa: F811
    client, url = sign_in(roles.FINANCE), reverse("bank_office:balance")
    assert client.post(url, {"day": "2999-01-01", "amount_tiyn": "1"}).status_code == 422
    client.post(url, {"day": "2026-03-01", "amount_tiyn": "1000"})
    row = OpeningBalance.objects.get()
    assert (row.amount_tiyn, row.state) == (HELD, "pending")
    client.post(reverse("bank_office:decide_opening", args=[row.pk]), {"decision": "confirm"})
    row.refresh_from_db()
    assert row.state == "pending"
    balance.decide_opening(row.pk, make_user(), yes=True)
    bring(booking(7_00), write=as_mt940)
    page = client.get(url).content.decode()
    assert "What explains it" in page
    client.logout()
    assert client.get(url).status_code == 302
