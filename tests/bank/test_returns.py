"""A refund that we paid by the bank comes back: its money is the gift's and the fund's again."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from campaigns.bank import asking, returns, settlement, ties
from campaigns.bank.doubts import doubts
from campaigns.bank.look_at import warnings
from campaigns.bank.models import LineState
from campaigns.bank.settlement import AskAnother, NotMatched
from campaigns.funds.accounts import BANK, OPERATIONS, of_fund
from campaigns.funds.models import Entry, FundTotal
from campaigns.payments.models import Donation, Refund
from campaigns.payments.models.refund import RefundReason
from campaigns.payments.reversals.refunds import requests as refunds
from campaigns.payments.states import DonationState
from campaigns.receipts.issuing import bring_up_to_date
from campaigns.receipts.models import Receipt
from outbox.mail import deliver_due
from outbox.models import Mail
from tests.factories.bank import agree, booking, bring, line_of, make_paid_back
from tests.factories.money import make_fund
from tests.factories.wishes import make_user

SUM = 5_000_00


def paid_back(tiyn=SUM):
    """A refund that finance paid by the bank."""
    return Refund.objects.get(pk=make_paid_back(tiyn).external_id)


def sent_back(refund, tiyn=None, days=2, **fields):
    """The line of a refund that the donor's bank sent back so many days later."""
    day = timezone.localdate(refund.entered_at) + timedelta(days=days)
    one = booking(tiyn or refund.amount_tiyn, "Возврат: счёт закрыт", day=day, **fields)
    bring(one)
    return line_of(one)


def standing(refund):
    gift = Donation.objects.get(pk=refund.donation_id)
    total = FundTotal.objects.get(fund=gift.fund)
    return gift.state, gift.refunded_tiyn, total.raised_tiyn, total.gifts


@pytest.mark.django_db
def test_its_money_is_the_gifts_and_the_funds_again():
    refund = paid_back()
    bring_up_to_date()
    assert standing(refund) == (DonationState.REFUNDED, SUM, 0, 0)
    line = returns.know_return(sent_back(refund).pk, refund.pk, make_user())
    refund.refresh_from_db()
    assert (refund.state, refund.error_code) == ("failed", "returned_by_bank")
    assert timezone.localdate(refund.came_back_at) == line.booked_on
    assert standing(refund) == (DonationState.PAID, 0, SUM, 1)
    assert (line.state, line.aside_reason) == (LineState.ASIDE, "came_back")
    legs = {leg.account_id: leg.amount_tiyn for leg in line.entry.postings.all()}
    assert legs == {BANK: SUM, of_fund(refund.donation.fund_id): -SUM}
    assert Mail.objects.filter(key=f"gift_refund_returned:{refund.pk}").count() == 1
    bring_up_to_date()
    assert Receipt.objects.valid().get().donation_id == refund.donation_id
    call_command("check_ledger")


@pytest.mark.django_db
def test_the_donor_gets_it_another_way():
    refund = paid_back(1_000_00)
    returns.know_return(sent_back(refund).pk, refund.pk, make_user())
    again = refunds.request(refund.donation, SUM, RefundReason.DONOR_ASKED, make_user())
    refunds.approve(again, make_user())
    refunds.paid_out(again, make_user(), paid_at=timezone.now(), reference="ПП-2")
    assert standing(refund) == (DonationState.REFUNDED, SUM, 0, 0)
    call_command("check_ledger")


@pytest.mark.django_db
def test_what_may_be_a_refund_that_came_back_is_no_gift_by_one_persons_word():
    line = sent_back(paid_back())
    assert "the refund came back" in str(doubts(line)[0])
    with pytest.raises(AskAnother):
        settlement.give_without_pledge(line.pk, make_fund(), make_user())


@pytest.mark.django_db
def test_what_the_bank_kept_of_it_is_a_fee_and_both_are_taken_back_by_two():
    refund = paid_back()
    line = sent_back(refund, SUM - 100_00)
    assert "the refund came back" in str(doubts(line)[0])
    returns.know_return(line.pk, refund.pk, make_user())
    assert standing(refund) == (DonationState.PAID, 0, SUM, 1)
    fee = Entry.objects.get(kind="bank_fee")
    legs = {leg.account_id: leg.amount_tiyn for leg in fee.postings.all()}
    assert legs == {OPERATIONS: 100_00, BANK: -100_00}
    call_command("check_ledger")
    asking.ask_to_undo(line.pk, "it was a new gift", make_user())
    agree(line)
    assert standing(refund) == (DonationState.REFUNDED, SUM, 0, 0)
    assert Entry.objects.filter(reversed_by__isnull=False).count() == 2
    call_command("check_ledger")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("tiyn", "days"),
    [
        pytest.param(SUM - 100_00, 2, id="the bank kept much"),
        pytest.param(SUM, 63, id="it wandered for long"),
    ],
)
def test_what_the_page_does_not_offer_is_known_by_two(settings, tiyn, days):
    settings.BANK_ALONE_MOST_TIYN = 99_99
    refund = paid_back()
    line = sent_back(refund, tiyn, days=days)
    assert doubts(line) == []
    with pytest.raises(AskAnother, match="another person looks"):
        returns.know_return(line.pk, refund.pk, make_user())
    asking.ask_for_return(line.pk, refund, "the letter of the bank", make_user())
    assert standing(refund)[0] == DonationState.REFUNDED
    agree(line)
    assert standing(refund) == (DonationState.PAID, 0, SUM, 1)
    assert Mail.objects.filter(key=f"gift_refund_returned:{refund.pk}").count() == 1
    assert list(warnings()) == []
    call_command("check_ledger")


@pytest.mark.django_db
def test_one_persons_word_for_much_would_be_warned_of(settings):
    refund = paid_back()
    returns.know_return(sent_back(refund, SUM - 100_00).pk, refund.pk, make_user())
    assert list(warnings()) == []
    settings.BANK_ALONE_MOST_TIYN = 99_99
    assert [(told.rule, told.detail) for told in warnings()] == [
        ("a returned refund of which the bank kept much is known by two", f"{refund.pk}: {100_00}")
    ]


@pytest.mark.django_db
def test_another_sum_or_another_refund_is_not_it():
    refund = paid_back()
    with pytest.raises(NotMatched, match="sums differ"):
        returns.know_return(sent_back(refund, SUM + 1).pk, refund.pk, make_user())
    with pytest.raises(NotMatched, match="can be a gift"):
        returns.know_return(sent_back(refund, -SUM).pk, refund.pk, make_user())
    returns.know_return(sent_back(refund).pk, refund.pk, make_user())
    with pytest.raises(NotMatched, match="has come back already"):
        returns.know_return(sent_back(refund).pk, refund.pk, make_user())
    waits = refunds.request(refund.donation, SUM, RefundReason.DONOR_ASKED, make_user())
    with pytest.raises(NotMatched, match="was not paid by the bank"):
        returns.know_return(sent_back(refund).pk, waits.pk, make_user())


@pytest.mark.django_db
def test_taken_back_by_two_the_refund_stands_and_may_come_back_after_all():
    refund = paid_back()
    line = sent_back(refund)
    for times in (1, 2):
        returns.know_return(line.pk, refund.pk, make_user())
        asking.ask_to_undo(line.pk, "it was a new gift", make_user())
        agree(line)
        line.refresh_from_db()
        refund.refresh_from_db()
        assert (line.state, line.entry, line.turn) == (LineState.NEW, None, times)
        assert (refund.state, refund.came_back_at) == ("succeeded", None)
        assert standing(refund) == (DonationState.REFUNDED, SUM, 0, 0)
        assert ties.candidates(line) == []
        call_command("check_ledger")
    returns.know_return(line.pk, refund.pk, make_user())
    numbers = Entry.objects.filter(kind="refund_failed").order_by("pk")
    assert [one.external_id for one in numbers] == [
        str(refund.pk),
        f"{refund.pk}:1",
        f"{refund.pk}:2",
    ]
    assert standing(refund) == (DonationState.PAID, 0, SUM, 1)
    call_command("check_ledger")


@pytest.mark.django_db
def test_the_donor_is_told_each_time_that_it_truly_came_back():
    refund = paid_back()
    line = sent_back(refund)
    for is_sent in (False, True, False):
        returns.know_return(line.pk, refund.pk, make_user())
        if is_sent:
            deliver_due()
        asking.ask_to_undo(line.pk, "it was a new gift", make_user())
        agree(line)
    told = Mail.objects.filter(key__startswith=f"gift_refund_returned:{refund.pk}")
    assert [one.sent_at is None for one in told] == [False]
    returns.know_return(line.pk, refund.pk, make_user())
    assert sorted(one.sent_at is None for one in told.all()) == [False, True]


@pytest.mark.django_db
def test_what_was_given_back_since_is_not_taken_for_a_mistake():
    refund = paid_back()
    line = returns.know_return(sent_back(refund).pk, refund.pk, make_user())
    asking.ask_to_undo(line.pk, "it was a new gift", make_user())
    refunds.request(refund.donation, 1_00, RefundReason.DONOR_ASKED, make_user())
    with pytest.raises(NotMatched, match="given back"):
        agree(line)
    line.refresh_from_db()
    assert line.aside_reason == "came_back"


@pytest.mark.django_db
def test_a_mirror_that_would_not_fit_is_refused():
    """Two parts of a gift came back: the newest is taken back first, or gifts are miscounted."""
    entry = make_paid_back(3_000_00)
    first = Refund.objects.get(pk=entry.external_id)
    second = refunds.request(first.donation, 2_000_00, RefundReason.DONOR_ASKED, make_user())
    refunds.approve(second, make_user())
    second = refunds.paid_out(second, make_user(), paid_at=first.entered_at, reference="ПП-2")
    older = returns.know_return(sent_back(first).pk, first.pk, make_user())
    newer = returns.know_return(sent_back(second).pk, second.pk, make_user())
    for line in (older, newer):
        asking.ask_to_undo(line.pk, "it was a new gift", make_user())
    with pytest.raises(NotMatched, match="the newest first"):
        agree(older)
    call_command("check_ledger")
    agree(newer)
    agree(older)
    assert standing(first) == (DonationState.REFUNDED, SUM, 0, 0)
    call_command("check_ledger")
