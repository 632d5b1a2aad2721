"""Two finance officers decide in the admin; nobody else sees that there is anything."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEntry
from campaigns.funds.desk import waiting
from campaigns.funds.models import (
    Allocation,
    DailyClose,
    FundKind,
    FundTotal,
    Purchase,
)
from tests.factories.homes import (
    fund_with,
    make_apartment,
    make_person,
    proposed,
    proposed_payment,
    proposed_wish,
    set_aside,
    wish_fund_with,
)
from tests.factories.money import make_fund
from users import roles

pytestmark = pytest.mark.django_db

SECTIONS = ["apartments", "allocations", "purchases", "wish_purchases"]


@pytest.fixture
def fund():
    return fund_with(1_000_000_00)


@pytest.fixture
def apartment():
    return make_apartment()


def scan(content=b"%PDF-1.7 x", name="decision.pdf"):
    return SimpleUploadedFile(name, content)


def form(**more):
    return {"amount_tiyn": "5 000", "decided_on": str(timezone.localdate()), "paper": scan()} | more


def act(client, decision, action, **more):
    name = decision._meta.model_name
    url = reverse(f"fund_desk:{name}_act", args=[decision.pk])
    response = client.post(url, {"action": action} | more)
    decision.refresh_from_db()
    return response


# --- Proposing --------------------------------------------------------------------------


def test_finance_proposes_to_set_money_aside(sign_in, fund, apartment):
    client = sign_in()
    assert client.get(reverse("fund_desk:set_aside")).status_code == 200
    response = client.post(
        reverse("fund_desk:set_aside"), form(fund=fund.pk, apartment=apartment.pk)
    )
    decision = Allocation.objects.get()
    assert response["Location"] == reverse("allocations:inspect", args=[decision.pk])
    assert (decision.amount_tiyn, decision.proposed_by) == (5_000_00, client.user)
    page = client.get(response["Location"]).content.decode()
    assert "Somebody else has to approve what you proposed." in page
    assert "₸1,000,000" in page
    assert 'value="approve"' not in page


def test_finance_proposes_to_pay(sign_in, apartment):
    client = sign_in()
    client.post(reverse("fund_desk:pay"), form(apartment=apartment.pk))
    assert Purchase.objects.get().state == "proposed"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"paper": scan(b"MZ", "decision.pdf")}, "PDF, JPEG or PNG"),
        ({"paper": scan(b"<html>", "decision.html")}, "PDF, JPEG or PNG"),
        ({"paper": ""}, "required"),
        ({"amount_tiyn": "0"}, "smallest sum"),
        ({"decided_on": "2999-01-01"}, "still to come"),
    ],
)
def test_what_is_missing_or_wrong_is_asked_about(sign_in, fund, apartment, wrong, told):
    response = sign_in().post(
        reverse("fund_desk:set_aside"), form(fund=fund.pk, apartment=apartment.pk) | wrong
    )
    assert response.status_code == 422
    assert told in response.content.decode()
    assert not Allocation.objects.exists()


def test_a_wishs_fund_is_not_offered(sign_in, fund):
    wish = make_fund(kind=FundKind.WISH, surplus_to=fund, wish_code="AB12")
    page = sign_in().get(reverse("fund_desk:set_aside")).content.decode()
    assert f'value="{fund.pk}"' in page
    assert f'value="{wish.pk}"' not in page


# --- Deciding ---------------------------------------------------------------------------


def test_another_finance_officer_approves(sign_in, fund, apartment):
    decision = proposed(fund, apartment, 5_000_00)
    client = sign_in()
    page = client.get(reverse("allocations:inspect", args=[decision.pk])).content.decode()
    assert 'value="approve"' in page
    act(client, decision, "approve")
    assert (decision.state, decision.decided_by) == ("approved", client.user)


def test_the_server_refuses_who_posts_an_approval_of_their_own(sign_in, fund, apartment):
    client = sign_in()
    decision = proposed(fund, apartment, 5_000_00, client.user)
    response = act(client, decision, "approve")
    assert decision.state == "proposed"
    assert "somebody else has to do this" in client.get(response["Location"]).content.decode()


def test_too_much_is_refused_with_what_is_left(sign_in, fund, apartment):
    client = sign_in()
    decision = proposed(fund, apartment, 1_000_000_01)
    response = act(client, decision, "approve")
    assert "₸1,000,000 is left" in client.get(response["Location"]).content.decode()
    assert FundTotal.objects.get(fund=fund).allocated_tiyn == 0


def test_it_is_taken_back_by_two(sign_in, fund, apartment):
    decision = set_aside(fund, apartment, 5_000_00)
    one = sign_in(name="one")
    act(one, decision, "ask_recall")
    assert decision.state == "approved"
    act(one, decision, "ask_recall", reason="another flat")
    act(one, decision, "recall")
    assert decision.state == "recall_asked"
    act(sign_in(name="two"), decision, "recall")
    assert decision.state == "reversed"


@pytest.mark.parametrize("state", ["proposed", "approved", "rejected", "recall_asked", "reversed"])
def test_a_decision_in_any_state_has_its_page(sign_in, fund, apartment, state):
    from tests.funds.test_deciding import FLAT, in_state

    fund = fund_with(FLAT)
    decision = in_state(state, fund, apartment)
    client = sign_in()
    assert client.get(reverse("allocations:inspect", args=[decision.pk])).status_code == 200
    listed = client.get(reverse("allocations:index")).content.decode()
    assert decision.number in listed
    assert f'href="{reverse("allocations:inspect", args=[decision.pk])}"' in listed


def test_an_unknown_action_does_nothing(sign_in, fund, apartment):
    decision = proposed(fund, apartment, 5_000_00)
    assert act(sign_in(), decision, "settle").status_code == 303
    assert decision.state == "proposed"


# --- The paper --------------------------------------------------------------------------


def test_the_paper_is_read_by_staff_and_every_look_is_written_down(sign_in, fund, apartment):
    client, decision = sign_in(), proposed(fund, apartment, 5_000_00)
    response = client.get(reverse("fund_desk:allocation_document", args=[decision.pk]))
    assert b"".join(response) == b"%PDF-1.7 decided"
    assert "no-store" in response["Cache-Control"]
    assert response["Content-Disposition"] == f'attachment; filename="{decision.number}.pdf"'
    look = AuditEntry.objects.get(action="allocation.read_document")
    assert (look.actor, look.target_id) == (client.user, str(decision.pk))


def test_a_paper_that_was_exchanged_is_not_shown(sign_in, fund, apartment):
    client, decision = sign_in(), proposed(fund, apartment, 5_000_00)
    with open(decision.document.path, "wb") as file:
        file.write(b"%PDF another")
    response = client.get(reverse("fund_desk:allocation_document", args=[decision.pk]))
    assert response.status_code == 303
    assert "is not the paper" in client.get(response["Location"]).content.decode()


# --- Who may ----------------------------------------------------------------------------


@pytest.mark.parametrize("role", [roles.PRESS, roles.MODERATORS, roles.ADMINISTRATORS])
def test_nobody_but_finance_comes_in(sign_in, fund, apartment, role):
    decision, payment = proposed(fund, apartment, 100), proposed_payment(apartment, 100)
    wish = proposed_wish(wish_fund_with(100), 100)
    client = sign_in(role)
    urls = [reverse(f"{section}:index") for section in [*SECTIONS, "daily_closes"]]
    urls += [
        reverse("apartments:inspect", args=[apartment.pk]),
        reverse("apartments:add"),
        reverse("allocations:inspect", args=[decision.pk]),
        reverse("purchases:inspect", args=[payment.pk]),
        reverse("fund_desk:set_aside"),
        reverse("fund_desk:pay"),
        reverse("fund_desk:hand_over", args=[apartment.pk]),
        reverse("fund_desk:allocation_document", args=[decision.pk]),
        reverse("fund_desk:purchase_document", args=[payment.pk]),
        reverse("fund_desk:pay_wish"),
        reverse("wish_purchases:inspect", args=[wish.pk]),
        reverse("fund_desk:wishpurchase_document", args=[wish.pk]),
    ]
    assert {client.get(url).status_code for url in urls} <= {302, 403}
    for one in (decision, payment, wish):
        assert act(client, one, "approve").status_code in (302, 403)
        assert one.state == "proposed"


def test_who_may_only_look_decides_nothing(client, fund, apartment):
    from django.contrib.auth.models import Permission

    user = make_person("auditor")
    user.user_permissions.add(
        *Permission.objects.filter(codename__in=["view_allocation", "access_admin"])
    )
    client.force_login(user)
    decision = proposed(fund, apartment, 100)
    page = client.get(reverse("allocations:inspect", args=[decision.pk]))
    assert page.status_code == 200
    assert 'value="approve"' not in page.content.decode()
    assert act(client, decision, "approve").status_code in (302, 403)
    assert decision.state == "proposed"


def test_signed_out_nothing_opens(client, fund, apartment):
    decision = proposed(fund, apartment, 100)
    for url in (
        reverse("allocations:index"),
        reverse("fund_desk:allocation_document", args=[decision.pk]),
    ):
        assert client.get(url).status_code == 302


def test_closed_days_are_listed(sign_in):
    DailyClose.objects.create(
        day="2026-05-01", last_entry=0, entries=0, entries_digest="e", previous="p", digest="dd",
        closed_at=timezone.now(),
    )  # fmt: skip
    client = sign_in()
    assert "dd" in client.get(reverse("daily_closes:index")).content.decode()
    assert client.get(reverse("daily_closes:inspect", args=["2026-05-01"])).status_code == 200
    for no_day in ("6", "2026-02-30"):
        path = f"{reverse('daily_closes:index')}inspect/{no_day}/"
        assert client.get(path, follow=True).status_code == 404


# --- What waits -------------------------------------------------------------------------


def test_the_desk_is_told_what_waits_for_a_second_person(sign_in, fund, apartment):
    assert waiting() == []
    first = proposed(fund, apartment, 100)
    proposed(fund, apartment, 200)
    payment = proposed_payment(apartment, 100)
    first.refresh_from_db()
    told = waiting()
    assert [(one.how_many, one.url) for one in told] == [
        (2, reverse("allocations:index") + "?state=proposed"),
        (1, reverse("purchases:index") + "?state=proposed"),
    ]
    assert told[0].oldest == first.proposed_at
    listing = sign_in().get(told[1].url).content.decode()
    assert payment.number in listing
