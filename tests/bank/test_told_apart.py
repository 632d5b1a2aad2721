"""Of two lines that look like one, no person alone makes two gifts."""

import pytest
from django.urls import reverse

from campaigns.bank import asking, matching, returns, settlement, ties
from campaigns.bank.doubts import doubts
from campaigns.bank.invariants import violations
from campaigns.bank.look_at import warnings
from campaigns.bank.models import BankLine, LineState
from campaigns.bank.office.forms import FeeForm
from campaigns.bank.settlement import AskAnother
from campaigns.funds.models import FundTotal
from campaigns.payments.models import Donation, Refund
from tests.factories.bank import agree, as_mt940, booking, bring, make_paid_back, make_pledge
from tests.factories.money import NOON, make_fund
from tests.factories.wishes import make_user
from tests.payments.test_admin import sign_in  # noqa: F401 - a fixture
from users import roles

pytestmark = pytest.mark.django_db


@pytest.fixture
def two():
    """A line, and another of its sum and day that one person told apart from it."""
    bring(booking(5_000_00, "Взнос первый", reference=""))
    bring(booking(5_000_00, "Взнос другой", reference=""), write=as_mt940)
    second = BankLine.objects.exclude(twin=None).get()
    settlement.tell_apart(second.pk, make_user())
    return second.twin, BankLine.objects.get(pk=second.pk)


def test_it_is_kept_from_which_line_another_was_told_apart(two):
    first, second = two
    assert (second.twin, second.told_apart_from) == (None, first)


@pytest.mark.parametrize("which", [0, 1])
def test_a_gift_of_either_is_for_two(two, which):
    line, fund, one = two[which], make_fund(), make_user()
    assert "somebody said that they are two" in str(doubts(line)[0])
    with pytest.raises(AskAnother):
        settlement.give_without_pledge(line.pk, fund, one)
    pledge = make_pledge()
    with pytest.raises(AskAnother):
        settlement.settle_transfer(line.pk, pledge.donation_id, by=one)
    assert not Donation.objects.settled().exists()
    asking.ask_for_gift(line.pk, "two envelopes", one, fund=fund)
    agree(line)
    assert FundTotal.objects.get(fund=fund).raised_tiyn == 5_000_00
    assert list(violations()) == []


def test_the_site_itself_matches_no_line_that_was_told_apart():
    pledge = make_pledge()
    bring(booking(9_000_00, reference=""))
    bring(booking(9_000_00, f"Взнос {pledge}", reference=""), write=as_mt940)
    second = BankLine.objects.exclude(twin=None).get()
    pledge.donation.amount_tiyn = 9_000_00
    pledge.donation.save()
    settlement.tell_apart(second.pk, make_user())
    assert matching.match_waiting() == 0


def test_check_ledger_shows_two_gifts_of_what_looked_like_one(two):
    for line in two:
        asking.ask_for_gift(line.pk, "two envelopes", make_user(), fund=make_fund())
        assert list(warnings()) == []
        agree(line)
    assert [(one.rule, one.detail) for one in warnings()] == [
        (
            "of two lines that look like one, one is entered",
            f"{two[1].key}: told apart from {two[0].key}",
        )
    ]


def test_a_fee_of_either_is_for_two_and_both_are_shown():
    bring(booking(-300_00, "Комиссия банка за март", reference=""))
    bring(booking(-300_00, "KOMISSIYA 03", reference="X77"))
    second = BankLine.objects.exclude(twin=None).get()
    settlement.tell_apart(second.pk, make_user())
    for line in BankLine.objects.order_by("pk"):
        with pytest.raises(AskAnother, match="told twice"):
            ties.enter_fee(line.pk, make_user())
        assert "reason" in FeeForm(line=line).fields
        assert list(warnings()) == []
        asking.ask_for_fee(line.pk, "a fee of each card", make_user())
        agree(line)
    assert [one.rule for one in warnings()] == ["of two lines that look like one, one is entered"]


def test_a_refund_that_came_back_is_for_two_as_well(sign_in):  # noqa: F811
    """Else both lines are entered, one of them past the gift that it would be for two."""
    entry = make_paid_back(1_000_00)
    for text, reference in (("Возврат: счёт закрыт", ""), ("QAITARYM", "X77")):
        bring(booking(1_000_00, text, reference=reference, day=NOON.date()))
    second = BankLine.objects.exclude(twin=None).get()
    settlement.tell_apart(second.pk, make_user())
    second.refresh_from_db()
    refund = Refund.objects.get(pk=entry.external_id)
    with pytest.raises(AskAnother, match="told twice"):
        returns.know_return(second.pk, refund.pk, make_user())
    client, url = sign_in(roles.FINANCE), reverse("bank_office:line", args=[second.pk])
    sent = {"action": "returned", "refund": refund.pk}
    assert client.post(url, sent).status_code == 422
    client.post(url, sent | {"reason": "there were two"})
    assert refund.reference in client.get(url).content.decode()
    agree(second)
    refund.refresh_from_db()
    assert refund.state == "failed"
    assert list(violations()) == []


def test_it_is_the_same_line_after_all(two, sign_in):  # noqa: F811
    client, (first, second) = sign_in(roles.FINANCE), two
    url = reverse("bank_office:line", args=[second.pk])
    page = client.get(url).content.decode()
    assert "Told apart from this line" in page
    assert "Взнос первый" in page
    client.post(url, {"action": "same"})
    second.refresh_from_db()
    assert (second.state, second.aside_reason) == (LineState.ASIDE, "twin")
    assert (second.twin, second.told_apart_from) == (first, None)
    asking.ask_to_undo(second.pk, "they are two", make_user())
    agree(second)
    assert "Is this the same" in client.get(url).content.decode()
