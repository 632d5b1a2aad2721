"""Finance pays for wishes in the admin as for apartments: one proposes, another approves."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEntry
from campaigns.funds.deciding.recall import ask_recall
from campaigns.funds.desk import waiting
from campaigns.funds.models import Fund, FundKind, WishPurchase
from tests.factories.homes import make_person, proposed_wish, wish_fund_with, wish_paid
from tests.factories.money import make_fund

pytestmark = pytest.mark.django_db

CODE, PRICE = "W4RMC7T9", 60_000_00


@pytest.fixture
def fund():
    return wish_fund_with(PRICE, CODE)


def form(fund, **more):
    return {
        "fund": fund.pk,
        "wish_code": CODE,
        "amount_tiyn": "60 000",
        "decided_on": str(timezone.localdate()),
        "paper": SimpleUploadedFile("receipt.jpg", b"\xff\xd8\xff receipt"),
    } | more


def act(client, decision, action, **more):
    url = reverse("fund_desk:wishpurchase_act", args=[decision.pk])
    response = client.post(url, {"action": action} | more)
    decision.refresh_from_db()
    return response


def test_one_proposes_and_another_approves(sign_in, fund):
    one = sign_in(name="one")
    assert (
        reverse("fund_desk:pay_wish") in one.get(reverse("wish_purchases:index")).content.decode()
    )
    response = one.post(reverse("fund_desk:pay_wish"), form(fund))
    decision = WishPurchase.objects.get()
    assert response["Location"] == reverse("wish_purchases:inspect", args=[decision.pk])
    assert (decision.amount_tiyn, decision.wish_code) == (PRICE, CODE)
    page = one.get(response["Location"]).content.decode()
    assert CODE in page
    assert "₸60,000" in page
    assert 'value="approve"' not in page
    act(one, decision, "approve")
    assert decision.state == "proposed"
    two = sign_in(name="two")
    assert 'value="approve"' in two.get(response["Location"]).content.decode()
    act(two, decision, "approve")
    assert (decision.state, decision.decided_by) == ("approved", two.user)
    assert Fund.objects.with_totals().get(pk=fund.pk).is_bought


def test_a_payment_is_taken_back_by_two(sign_in, fund):
    decision = wish_paid(fund, PRICE)
    one = sign_in(name="one")
    act(one, decision, "ask_recall", reason="the shop gave it back")
    act(one, decision, "recall")
    assert decision.state == "recall_asked"
    act(sign_in(name="two"), decision, "recall")
    assert decision.state == "reversed"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"wish_code": "C7FKD9MX"}, f"This fund is for the wish {CODE} alone."),
        ({"wish_code": "AIGERIM"}, "The code that stands on the wish"),
        ({"wish_code": ""}, "required"),
        ({"paper": ""}, "required"),
    ],
)
def test_what_is_missing_or_wrong_is_asked_about(sign_in, fund, wrong, told):
    response = sign_in().post(reverse("fund_desk:pay_wish"), form(fund, **wrong))
    assert response.status_code == 422
    assert told in response.content.decode()
    assert not WishPurchase.objects.exists()


def test_only_funds_for_wishes_are_offered(sign_in, fund):
    homes = make_fund()
    over = make_fund(
        kind=FundKind.WISH, surplus_to=homes, wish_code="CD34", given_up_on=timezone.localdate()
    )
    page = sign_in().get(reverse("fund_desk:pay_wish")).content.decode()
    assert f'value="{fund.pk}"' in page
    assert f'value="{fund.surplus_to_id}"' in page
    assert f'value="{homes.pk}"' not in page
    assert f'value="{over.pk}"' not in page


def test_every_look_at_the_receipt_of_the_shop_is_written_down(sign_in, fund):
    client, decision = sign_in(), proposed_wish(fund, PRICE)
    response = client.get(reverse("fund_desk:wishpurchase_document", args=[decision.pk]))
    assert b"".join(response) == b"%PDF-1.7 decided"
    assert "no-store" in response["Cache-Control"]
    look = AuditEntry.objects.get(action="wishpurchase.read_document")
    assert (look.actor, look.target_id) == (client.user, str(decision.pk))


def test_the_desk_is_told_of_wishes_that_wait(sign_in, fund):
    proposed_wish(fund, 100)
    (told,) = waiting()
    assert (told.how_many, told.url) == (1, reverse("wish_purchases:index") + "?state=proposed")
    assert sign_in().get(told.url).status_code == 200


def test_what_is_to_be_taken_back_waits_too(fund):
    ask_recall(wish_paid(fund, 100), make_person(), "why")
    (told,) = waiting()
    assert told.url == reverse("wish_purchases:index") + "?state=recall_asked"
