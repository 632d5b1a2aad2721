"""Finance gives back by two people, and sees what a bank asks; nobody else comes near."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from campaigns.payments import desk
from campaigns.payments.models import Dispute, Payout, Refund, RefundKind
from campaigns.payments.reversals import refunds
from campaigns.payments.reversals.states import DisputeStatus, PayoutStatus, RefundState
from tests.factories.settled import settled_gift
from tests.factories.staff import make_officer
from tests.payments.books import fresh
from users import roles

pytestmark = pytest.mark.django_db


def browser_of(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def gift():
    return settled_gift()


@pytest.fixture
def asked(gift, asker):
    return refunds.request(gift, 2_000_00, "donor_asked", asker)


@pytest.fixture
def dispute(gift):
    return Dispute.objects.create(
        stripe_id="du_1",
        donation=gift,
        amount_tiyn=5_000_00,
        status=DisputeStatus.NEEDS_RESPONSE,
        opened_at=timezone.now(),
        evidence_due_at=timezone.now(),
    )


@pytest.fixture
def payout():
    return Payout.objects.create(
        stripe_id="po_1",
        amount=10_00,
        currency="USD",
        status=PayoutStatus.FAILED,
        arrives_on=timezone.localdate(),
        made_at=timezone.now(),
        left_at=timezone.now(),
        came_back_at=timezone.now(),
    )


def act(user, refund, action):
    url = reverse("refund_desk:act", args=[refund.pk])
    return browser_of(user).post(url, {"action": action})


def page(user, refund):
    url = reverse("refunds:inspect", args=[refund.pk])
    return browser_of(user).get(url).content.decode()


def test_a_refund_is_asked_for_from_the_gifts_page(gift, asker):
    browser = browser_of(asker)
    url = reverse("refund_desk:ask", args=[gift.pk])
    assert url in browser.get(reverse("gifts:inspect", args=[gift.pk])).content.decode()
    assert 'value="5000"' in browser.get(url).content.decode(), "what is left stands there already"
    sent = browser.post(url, {"amount_tiyn": "1 500,50", "reason": "wrong_sum", "note": "typo"})
    refund = Refund.objects.get()
    assert sent["Location"] == reverse("refunds:inspect", args=[refund.pk])
    assert (refund.amount_tiyn, refund.requested_by, refund.note) == (1_500_50, asker, "typo")


@pytest.mark.parametrize("amount", ["5001", "0", "much"])
def test_a_sum_that_cannot_be_given_back_is_asked_about(gift, asker, amount):
    url = reverse("refund_desk:ask", args=[gift.pk])
    reply = browser_of(asker).post(url, {"amount_tiyn": amount, "reason": "other"})
    assert reply.status_code == 422
    assert amount in reply.content.decode()
    assert not Refund.objects.exists()


def test_approving_is_offered_to_another_person_only(asked, asker, approver):
    assert 'value="approve"' not in page(asker, asked)
    assert 'value="withdraw"' in page(asker, asked)
    assert 'value="approve"' in page(approver, asked)


def test_who_asked_cannot_approve_by_hand_either(asked, asker):
    act(asker, asked, "approve")
    assert fresh(asked).state == RefundState.REQUESTED


@pytest.mark.parametrize(
    ("action", "state"), [("approve", RefundState.APPROVED), ("reject", RefundState.REJECTED)]
)
def test_another_person_decides(asked, approver, action, state):
    assert act(approver, asked, action).status_code == 303
    assert fresh(asked).state == state
    assert 'value="approve"' not in page(approver, asked), "it is decided"


def test_cash_is_written_down_when_it_was_paid_out(asker, approver):
    gift = settled_gift("cash")
    asked = refunds.request(gift, 5_000_00, "donor_asked", asker)
    refund = refunds.approve(asked, approver)
    url = reverse("refund_desk:paid_out", args=[refund.pk])
    assert url in page(asker, refund)
    data = {"paid_on": timezone.localdate().isoformat(), "reference": "№ 7"}
    assert browser_of(asker).post(url, data).status_code == 303
    assert (fresh(refund).state, fresh(gift).standing_tiyn) == (RefundState.SUCCEEDED, 0)
    assert browser_of(asker).get(url, follow=True).status_code == 404, "once is enough"


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("0226-11-03", "The gift came on"),
        ("2026-03-31", "The gift came on"),
        ("2999-01-01", "still to come"),
        ("2026-04-01", None),
    ],
)
def test_nothing_is_paid_out_before_it_came(asker, approver, day, why):
    gift = settled_gift("transfer")
    refund = refunds.approve(refunds.request(gift, 5_000_00, "donor_asked", asker), approver)
    url = reverse("refund_desk:paid_out", args=[refund.pk])
    sent = browser_of(asker).post(url, {"paid_on": day, "reference": "№ 7"})
    if why:
        assert (sent.status_code, why in sent.content.decode()) == (422, True)
    else:
        assert sent.status_code == 303
        assert fresh(refund).entered_at >= gift.paid_at


def test_what_was_made_at_stripe_is_looked_at(gift, asker):
    refund = Refund.objects.create(
        donation=gift,
        amount_tiyn=1,
        kind=RefundKind.MADE_AT_STRIPE,
        state=RefundState.SUCCEEDED,
        stripe_refund_id="re_1",
    )
    assert (
        str(refund.pk)
        in browser_of(asker)
        .get(reverse("refunds:index_results"), {"unseen": "true"})
        .content.decode()
    )
    assert 'value="acknowledge"' in page(asker, refund)
    act(asker, refund, "acknowledge")
    assert fresh(refund).acknowledged_by == asker


def test_a_dispute_leads_to_where_it_is_answered(dispute, asker):
    browser = browser_of(asker)
    shown = browser.get(reverse("disputes:inspect", args=[dispute.pk])).content.decode()
    assert "https://dashboard.stripe.com/test/disputes/du_1" in shown
    assert reverse("gifts:inspect", args=[dispute.donation_id]) in shown


def test_why_the_bank_disputes_is_told_in_words_and_the_unknown_not_at_all(dispute, asker):
    Dispute.objects.filter(pk=dispute.pk).update(reason="fraudulent")
    shown = browser_of(asker).get(reverse("disputes:inspect", args=[dispute.pk])).text
    assert "does not know of the payment" in shown
    assert not re.search(r"<dt[^>]*>\s*Lost\b", shown)


def test_disputes_are_listed_by_urgency(dispute, asker):
    later = Dispute.objects.create(
        stripe_id="du_0",
        donation=dispute.donation,
        amount_tiyn=1,
        status=DisputeStatus.WON,
        opened_at=timezone.now(),
        evidence_due_at=timezone.now() - timedelta(days=3),
    )
    shown = browser_of(asker).get(reverse("disputes:index")).content.decode()
    assert shown.index(dispute.stripe_id) < shown.index(later.stripe_id)


def test_payouts_are_listed_in_their_currency(payout, asker):
    shown = browser_of(asker).get(reverse("payouts:index")).content.decode()
    assert "1000 USD" in shown


def test_the_desk_tells_what_waits(asked, dispute, payout, approver):
    told = {str(one.label): one for one in desk.waiting()}
    assert [one.how_many for one in told.values()] == [1, 1, 1]
    browser = browser_of(approver)
    for one in told.values():
        assert one.oldest is not None
        assert browser.get(one.url).status_code == 200
    refunds.approve(asked, approver)
    assert "Refunds to be approved" not in {str(one.label) for one in desk.waiting()}


DUE = datetime(2026, 11, 24, 13, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "language", "words"),
    [
        (-1, "en", "at the latest on 24 November 2026, 18:30"),
        (-1, "ru", "не позднее 24 ноября 2026 г., 18:30"),
        (-1, "kk", "ең кеші 2026 ж. 24 қараша, 18:30"),
        (1, "en", "It is late: the bank waited until 24 November 2026, 18:30"),
        (1, "ru", "Просрочено: банк ждал до 24 ноября 2026 г., 18:30"),
        (1, "kk", "Мерзімі өтті"),
    ],
)
def test_the_last_moment_of_a_dispute_is_told_where_it_waits(dispute, hours, language, words):
    later = {"evidence_due_at": DUE + timedelta(days=3), "stripe_id": "du_2", "pk": None}
    Dispute.objects.filter(pk=dispute.pk).update(evidence_due_at=DUE)
    with time_machine.travel(DUE + timedelta(hours=hours), tick=False):
        waits = desk.waiting()
        dispute.refresh_from_db()
        for name, value in later.items():
            setattr(dispute, name, value)
        dispute.save(force_insert=True)
        rows = desk.waiting()
    assert [one.how_many for one in rows] == ([2] if hours < 0 else [1, 1])
    with override(language), time_machine.travel(DUE + timedelta(hours=hours), tick=False):
        assert words in str(waits[0].label), "also in a letter that is written later"


@pytest.mark.parametrize("role", [roles.PRESS, roles.MODERATORS, roles.ADMINISTRATORS])
def test_nobody_else_sees_or_does_anything(asked, dispute, payout, role):
    browser = browser_of(make_officer(role))
    records = {"refunds": asked, "disputes": dispute, "payouts": payout}
    urls = [reverse(f"{name}:index") for name in records]
    urls += [reverse(f"{name}:inspect", args=[row.pk]) for name, row in records.items()]
    urls += [reverse("refund_desk:ask", args=[asked.donation_id])]
    for url in urls:
        assert browser.get(url).status_code in (302, 403), url
    for action in ("approve", "reject", "withdraw", "nothing"):
        browser.post(reverse("refund_desk:act", args=[asked.pk]), {"action": action})
    assert fresh(asked).state == RefundState.REQUESTED


def test_a_button_is_pressed_and_not_followed(asked, approver):
    assert browser_of(approver).get(reverse("refund_desk:act", args=[asked.pk])).status_code == 405
