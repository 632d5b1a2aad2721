"""What finance sees and presses about a refund that came back: on the desk, on a line's page."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from campaigns.bank import asking, returns
from campaigns.payments import desk as payments_desk
from campaigns.payments.models import Refund
from campaigns.payments.models.refund import RefundReason
from campaigns.payments.reversals.refunds import requests as refunds
from campaigns.payments.reversals.refunds import waiving
from campaigns.payments.states import DonationState
from tests.bank.test_payouts import opened
from tests.bank.test_returns import SUM, paid_back, sent_back, standing
from tests.factories.bank import agree
from tests.factories.wishes import make_user
from tests.payments.test_admin import sign_in  # noqa: F401 - a fixture
from users import roles

pytestmark = pytest.mark.django_db


def test_it_stands_on_the_desk_until_the_donor_is_given_it_another_way(sign_in):  # noqa: F811
    refund, other = paid_back(), paid_back()
    returns.know_return(sent_back(refund).pk, refund.pk, make_user())
    [waits] = payments_desk.waiting()
    assert (waits.how_many, waits.oldest.date()) == (
        1,
        refund.entered_at.date() + timedelta(days=1),
    )
    page = sign_in(roles.FINANCE).get(waits.url).content.decode()
    assert str(refund.pk) in page
    assert str(other.pk) not in page
    refunds.request(refund.donation, SUM, RefundReason.DONOR_ASKED, make_user())
    assert waits.url not in [one.url for one in payments_desk.waiting()]


def test_what_was_asked_for_before_we_knew_of_it_is_not_for_it():
    """The bank booked the return first; its statement was taken over last."""
    refund = paid_back(3_000_00)
    line = sent_back(refund)
    other = refunds.request(refund.donation, 1_000_00, RefundReason.DONOR_ASKED, make_user())
    returns.know_return(line.pk, refund.pk, make_user())
    assert other.created_at > Refund.objects.get(pk=refund.pk).came_back_at
    assert list(Refund.objects.still_owed()) == [refund]


@pytest.mark.parametrize("is_rejected", [True, False])
def test_one_that_came_to_nothing_leaves_it_on_the_desk(is_rejected):
    refund = paid_back()
    returns.know_return(sent_back(refund).pk, refund.pk, make_user())
    by = make_user()
    again = refunds.request(refund.donation, SUM, RefundReason.DONOR_ASKED, by)
    assert not Refund.objects.still_owed().exists()
    if is_rejected:
        refunds.reject(again, make_user())
    else:
        refunds.withdraw(again, by)
    assert Refund.objects.still_owed().exists()


def test_two_people_say_that_the_donor_leaves_us_the_money_and_it_may_come_back_anew():
    refund, others = paid_back(), [make_user(), make_user()]
    line = sent_back(refund)
    returns.know_return(line.pk, refund.pk, others[0])
    waiving.ask_to_waive(refund, others[0])
    waiving.waive(refund, others[1])
    assert not Refund.objects.still_owed().exists()
    asking.ask_to_undo(line.pk, "it was other money", others[0])
    agree(line)
    returns.know_return(sent_back(refund, days=3).pk, refund.pk, others[0])
    assert list(Refund.objects.still_owed()) == [refund]


def test_finance_ties_it_by_one_button(sign_in):  # noqa: F811
    client, refund = sign_in(roles.FINANCE), paid_back()
    line = sent_back(refund)
    url = reverse("bank_office:line", args=[line.pk])
    page = client.get(url).content.decode()
    assert "It is this refund, sent back by the bank" in page
    for wrong in ("x", "", str(uuid.uuid4())):
        sent = client.post(url, {"action": "returned", "refund": wrong})
        assert sent.status_code == 422
        assert 'name="refund"' in opened(sent)
    client.post(url, {"action": "returned", "refund": refund.pk})
    assert standing(refund)[0] == DonationState.PAID
    assert "a refund of ours that came back" in client.get(url).content.decode()
    later = sent_back(refund)
    later_url = reverse("bank_office:line", args=[later.pk])
    assert "It is this refund" not in client.get(later_url).content.decode()


def test_of_several_alike_none_is_chosen_beforehand(sign_in):  # noqa: F811
    client, alike = sign_in(roles.FINANCE), [paid_back(), paid_back()]
    url = reverse("bank_office:line", args=[sent_back(alike[0]).pk])
    page = client.get(url).content.decode()
    for refund in alike:
        assert page.count(f'name="refund" value="{refund.pk}"') == 1
    assert client.post(url, {"action": "returned"}).status_code == 422


def test_another_refund_is_asked_for_on_the_page(sign_in):  # noqa: F811
    client, refund = sign_in(roles.FINANCE), paid_back()
    line = sent_back(refund, days=70)
    url = reverse("bank_office:line", args=[line.pk])
    sent = {"action": "returned", "refund": refund.pk}
    assert "another person looks" in client.post(url, sent, follow=True).content.decode()
    client.post(url, sent | {"reason": "the letter of the bank"})
    assert refund.reference in client.get(url).content.decode()
    agree(line)
    assert standing(refund)[0] == DonationState.PAID


def test_what_is_wrong_with_a_no_is_seen_at_once(sign_in):  # noqa: F811
    client, refund = sign_in(roles.FINANCE), paid_back()
    line = sent_back(refund)
    asked = asking.ask_for_return(line.pk, refund, "the letter of the bank", make_user())
    url = reverse("bank_office:line", args=[line.pk])
    sent = client.post(url, {"action": "decide", "asked": asked.pk, "answer": "no"})
    assert "Please say why not" in opened(sent)
    agree(line)
    assert "This field is required" in opened(client.post(url, {"action": "undo"}))
