"""Money that leaves the bank is tied to what the books paid already, or is a fee; and what may be
our own money on its way is no gift by one person's word."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from campaigns.bank import asking, cash, desk, settlement, ties
from campaigns.bank.doubts import doubts
from campaigns.bank.invariants import violations
from campaigns.bank.models import Asked, LineState
from campaigns.bank.settlement import AskAnother, NotMatched
from campaigns.funds.accounts import BANK, OPERATIONS
from campaigns.funds.kinds import Kind
from campaigns.funds.models import Entry, FundTotal, Posting
from campaigns.payments.models import Donation
from tests.bank.test_rivals import drop, looked_at_together
from tests.factories.bank import (
    DAY,
    agree,
    booking,
    bring,
    line_of,
    make_cash,
    make_deposit,
    make_paid_back,
    make_payout,
    make_pledge,
    pay_pledge,
)
from tests.factories.money import make_fund
from tests.factories.wishes import make_user
from tests.funds.test_ledger_commits import at_once
from tests.payments.test_admin import sign_in  # noqa: F401 - a fixture
from users import roles


def brought(*args, **fields):
    one = booking(*args, **fields)
    bring(one)
    return line_of(one)


def near(entry):
    """A day about which the books paid it."""
    return timezone.localdate(entry.happened_at) + timedelta(days=2)


@pytest.mark.django_db
def test_a_payment_is_offered_by_sum_and_day_and_posted_once():
    entry = make_paid_back(1_000_00)
    line = brought(-1_000_00, day=near(entry))
    assert ties.candidates(line) == [entry]
    assert ties.candidates(brought(-1_001_00, day=near(entry))) == []
    assert ties.candidates(brought(-1_000_00, day=near(entry) + timedelta(days=60))) == []
    before = Posting.objects.count()
    ties.tie(line.pk, entry, make_user())
    line.refresh_from_db()
    assert (line.entry, line.aside_reason) == (entry, "booked")
    assert Posting.objects.count() == before
    other = brought(-1_000_00, day=near(entry))
    assert ties.candidates(other) == []
    with pytest.raises(NotMatched, match="has its line already"):
        ties.tie(other.pk, entry, make_user())
    call_command("check_ledger")


@pytest.mark.django_db
def test_another_sum_is_not_tied():
    with pytest.raises(NotMatched, match="sums differ"):
        ties.tie(brought(-900_00).pk, make_paid_back(1_000_00), make_user())


@pytest.mark.django_db
def test_cash_that_was_brought_is_tied_to_its_line():
    one, other = make_user(), make_user()
    cash.confirm_gift(make_cash(one), other)
    cash.confirm_deposit(make_deposit(one), other)
    line = brought(3_000_00)
    (entry,) = ties.candidates(line)
    assert entry.kind == Kind.CASH_BANKED
    ties.tie(line.pk, entry, one)
    call_command("check_ledger")


@pytest.mark.django_db
def test_a_wrong_tie_is_taken_back_by_two_and_nothing_is_reversed():
    entry = make_paid_back(1_000_00)
    line = brought(-1_000_00)
    ties.tie(line.pk, entry, make_user())
    asking.ask_to_undo(line.pk, "another one", make_user())
    agree(line)
    line.refresh_from_db()
    assert (line.entry, line.aside_reason) == (None, "out")
    assert not Entry.objects.filter(kind=Kind.REVERSAL).exists()


@pytest.mark.django_db
def test_a_fee_is_borne_by_operations_and_a_wrong_one_is_taken_back():
    line = brought(-300_00)
    ties.enter_fee(line.pk, make_user())
    (entry,) = Entry.objects.all()
    legs = {leg.account_id: leg.amount_tiyn for leg in entry.postings.all()}
    assert legs == {OPERATIONS: 300_00, BANK: -300_00}
    call_command("check_ledger")
    asking.ask_to_undo(line.pk, "a payment", make_user())
    agree(line)
    ties.enter_fee(line.pk, make_user())
    call_command("check_ledger")
    assert Entry.objects.filter(kind=Kind.BANK_FEE).count() == 2
    assert Entry.objects.get(kind=Kind.REVERSAL).reverses == entry


@pytest.mark.django_db
def test_a_large_fee_is_for_two(settings):
    settings.BANK_ALONE_MOST_TIYN = 299_99
    line = brought(-300_00)
    with pytest.raises(AskAnother):
        ties.enter_fee(line.pk, make_user())
    asking.ask_for_fee(line.pk, "a card terminal", make_user())
    assert not Entry.objects.exists()
    agree(line)
    assert Entry.objects.get().kind == Kind.BANK_FEE
    call_command("check_ledger")


@pytest.mark.django_db
def test_a_fee_that_was_told_twice_is_entered_once(settings):
    brought(-300_00, "Комиссия банка за март", reference="")
    second = brought(-300_00, "KOMISSIYA 03", reference="X77")
    assert second.twin is not None
    settings.BANK_ALONE_MOST_TIYN = 1_00
    for enter in (ties.enter_fee, lambda line, by: asking.ask_for_fee(line, "dear", by)):
        with pytest.raises(NotMatched, match="the same as the other"):
            enter(second.pk, make_user())
    settlement.tell_apart(second.pk, make_user())
    asking.ask_for_fee(second.pk, "twice in March", make_user())


@pytest.mark.django_db
def test_a_line_is_the_same_as_another_only_where_there_is_one():
    line = brought(5_000_00)
    with pytest.raises(NotMatched, match="no other line"):
        settlement.set_aside(line.pk, "twin", "", make_user())


@pytest.mark.django_db
def test_money_that_came_is_no_fee():
    with pytest.raises(NotMatched):
        ties.enter_fee(brought(300_00).pk, make_user())


@pytest.mark.django_db
def test_money_that_left_for_nobody_knows_what_stands_on_the_desk(settings):
    settings.BANK_OUT_DAYS = 5
    line = brought(-300_00)
    labels = {str(one.label): one.how_many for one in desk.waiting()}
    assert labels["Money that left the bank: for what?"] == 1
    brought(-1_00, day=timezone.localdate() - timedelta(days=5))
    labels = {str(one.label): one.how_many for one in desk.waiting()}
    assert labels["Money that left the bank: for what?"] == 1
    ties.enter_fee(line.pk, make_user())
    assert desk.waiting() == []


def test_two_lines_are_not_both_the_same_payment(committed_db):
    entry, lines = make_paid_back(1_000_00), [brought(-1_000_00), brought(-1_000_00)]
    by = make_user()
    errors = at_once(*[lambda pk=one.pk: ties.tie(pk, entry, by) for one in lines])
    assert sorted(type(error) for error in errors if error) == [NotMatched]


def tie_at_once(monkeypatch):
    """Two lines to one payment, which both find free before either is tied."""
    entry, lines = make_paid_back(1_000_00), [brought(-1_000_00), brought(-1_000_00)]
    looked_at_together(monkeypatch, ties, "untied", Entry.objects.all)
    by = make_user()
    return at_once(*[lambda pk=one.pk: ties.tie(pk, entry, by) for one in lines])


def test_nor_where_both_find_it_free(committed_db, monkeypatch):
    errors = tie_at_once(monkeypatch)
    assert [str(error) for error in errors if error] == ["This payment has its line already."]


def test_without_the_constraint_both_would_be_tied(committed_db, monkeypatch):
    drop("bank_bankline", "entry_id")
    assert tie_at_once(monkeypatch) == [None, None]
    assert "a payment of the bank has one line" in {one.rule for one in violations()}


# --- May be our own money ------------------------------------------------------------------


@pytest.mark.django_db
def test_what_may_be_our_own_money_is_doubted():
    assert doubts(brought(7_00)) == []
    make_payout(90_000_00)
    assert "payout" in str(doubts(brought(90_000_00))[0])
    assert doubts(brought(90_000_00, day=DAY + timedelta(days=60))) == []
    assert "Stripe" in str(doubts(brought(8_00, payer="STRIPE PAYMENTS"))[0])
    make_deposit(make_user(), amount_tiyn=9_00)
    assert "Cash" in str(doubts(brought(9_00))[0])
    assert "cash" in str(doubts(brought(10_00, "Взнос наличными"))[0])


@pytest.mark.django_db
def test_one_person_alone_makes_no_gift_of_a_payout():
    fund, pledge, one = make_fund(), make_pledge(amount_tiyn=90_000_00), make_user()
    make_payout(90_000_00)
    line = brought(90_000_00)
    with pytest.raises(AskAnother):
        settlement.give_without_pledge(line.pk, fund, one)
    with pytest.raises(AskAnother):
        settlement.settle_transfer(line.pk, pledge.donation_id, by=one)
    asked = asking.ask_for_gift(line.pk, "her letter of today", one, fund=fund)
    with pytest.raises(NotMatched, match="another person"):
        asking.agree(asked.pk, one)
    assert not Entry.objects.exists()
    agree(line)
    assert FundTotal.objects.get(fund=fund).raised_tiyn == 90_000_00
    assert list(violations()) == []


@pytest.mark.django_db
def test_a_promise_is_kept_by_two_as_well():
    pledge = make_pledge(amount_tiyn=90_000_00)
    make_payout(90_000_00)
    line = brought(90_000_00)
    asking.ask_for_gift(line.pk, "her letter", make_user(), pledged=pledge.donation_id)
    agree(line)
    pledge.donation.refresh_from_db()
    assert pledge.donation.is_settled
    assert list(violations()) == []


@pytest.mark.django_db
def test_the_site_itself_still_matches_what_names_its_pledge():
    pledge = make_pledge(amount_tiyn=90_000_00)
    make_payout(90_000_00)
    bring(pay_pledge(pledge))
    assert Donation.objects.get().is_settled


# --- The page ------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_finance_does_all_of_it_on_the_page_of_the_line(sign_in, language, settings):  # noqa: F811
    settings.LANGUAGE_CODE = language
    client, fund = sign_in(roles.FINANCE), make_fund()
    make_payout(90_000_00)
    line = brought(90_000_00)
    url = reverse("bank_office:line", args=[line.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {"action": "give", "fund": fund.pk}).status_code == 422
    client.post(url, {"action": "give", "fund": fund.pk, "reason": "her letter"})
    asked = Asked.objects.get()
    assert client.get(reverse("bank_office:lines")).status_code == 200
    client.post(url, {"action": "decide", "asked": asked.pk, "answer": "yes"})
    assert not Donation.objects.exists()
    agree(line)
    client.post(url, {"action": "undo", "reason": "it was the payout"})
    agree(line)
    line.refresh_from_db()
    assert (line.state, line.turn) == (LineState.NEW, 1)
    assert client.get(url).status_code == 200


@pytest.mark.django_db
def test_money_that_left_is_tied_or_a_fee_by_one_button(sign_in):  # noqa: F811
    client, entry = sign_in(roles.FINANCE), make_paid_back(1_000_00)
    line = brought(-1_000_00, day=near(entry))
    url = reverse("bank_office:line", args=[line.pk])
    page = client.get(url).content.decode()
    assert "It is this one" in page
    assert "Make it a gift" not in page
    client.post(url, {"action": "tie", "entry": entry.pk})
    assert line_of(line).entry == entry
    fee = brought(-300_00)
    client.post(reverse("bank_office:line", args=[fee.pk]), {"action": "fee"})
    assert line_of(fee).aside_reason == "fee"
    own = brought(-400_00)
    client.post(
        reverse("bank_office:line", args=[own.pk]), {"action": "aside", "what": "own", "note": ""}
    )
    assert line_of(own).aside_reason == "own"
    assert client.get(reverse("bank_office:lines") + "?state=out").status_code == 200
