"""What is held of a monthly gift that runs waits on the desk, and a person can end it."""

from dataclasses import replace

import pytest
from django.urls import reverse

from audit.models import AuditEntry
from campaigns.monthly import aside, desk
from campaigns.monthly.aside import CannotSetAside
from campaigns.monthly.models import MonthlyGift
from campaigns.monthly.states import (
    InstructionKind,
    InstructionState,
    MonthlyState,
    RenewalState,
    StoppedBy,
)
from campaigns.monthly.stopping import stop
from campaigns.payments import gateway_monthly
from outbox.models import Mail
from tests.factories.wishes import make_user
from tests.monthly.test_admin import as_finance, client_as  # noqa: F401 - fixtures
from tests.monthly.test_tampering import SESSIONS, show, shown
from users.roles import MODERATORS

pytestmark = pytest.mark.django_db

CHANGED = {
    "customer": {"customer_id": "cus_other"},
    "currency": {"currency": "USD"},
    "interval": {"interval": "year"},
    "livemode": {"livemode": True},
}


def waiting():
    return desk.waiting()[0][1]


def page_of(gift):
    return reverse("monthly_gifts:inspect", args=[gift.pk])


@pytest.mark.parametrize("name", CHANGED)
def test_a_subscription_that_was_changed_at_stripe_waits_until_it_is_as_agreed(
    donor,
    monkeypatch,
    as_finance,  # noqa: F811
    name,
):
    gift = donor.begin()
    show(monkeypatch, "fetch_subscription", shown(**CHANGED[name]))
    donor.clock_turns()
    gift.refresh_from_db()
    assert gift.state == MonthlyState.ACTIVE
    assert gift.quarantine_reason.startswith(name)
    assert waiting() == 1
    address = reverse("monthly_look", args=[gift.pk])
    assert address in as_finance.get(page_of(gift)).content.decode()
    as_finance.post(address)
    assert waiting() == 1, "it differs still"
    monkeypatch.undo()
    as_finance.post(address)
    assert waiting() == 0
    gift.refresh_from_db()
    assert gift.quarantine_reason == ""
    assert address not in as_finance.get(page_of(gift)).content.decode()
    told = AuditEntry.objects.filter(action__in=("monthly.held", "monthly.as_agreed"))
    assert [one.action for one in told.order_by("pk")] == ["monthly.held", "monthly.as_agreed"]


def test_what_is_owed_is_followed_while_something_differs(donor, monkeypatch):
    gift = donor.begin()
    for status, state in (("past_due", MonthlyState.PAST_DUE), ("active", MonthlyState.ACTIVE)):
        with monkeypatch.context() as changed:
            show(changed, "fetch_subscription", shown(interval="year", status=status))
            donor.clock_turns()
        gift.refresh_from_db()
        assert gift.state == state
        assert gift.quarantine_reason


def test_another_subscription_says_nothing_of_ours(donor, monkeypatch):
    gift = donor.begin()
    show(monkeypatch, "fetch_subscription", shown(id="sub_other", status="past_due"))
    donor.clock_turns()
    gift.refresh_from_db()
    assert gift.state == MonthlyState.ACTIVE
    assert gift.quarantine_reason.startswith("subscription")


def test_a_gift_that_differs_and_is_stopped_waits_no_more(donor, monkeypatch):
    gift = donor.begin()
    show(monkeypatch, "fetch_subscription", shown(interval="year"))
    donor.clock_turns()
    stop(gift, StoppedBy.STAFF, actor=make_user(), reason="no longer every month")
    assert waiting() == 0


def held_sum(donor, monkeypatch):
    """A gift that runs, of which Stripe took another sum over than the donor asked for."""
    gift = donor.begin()
    with monkeypatch.context() as odd:
        show(odd, "change_amount", lambda after: replace(after, amount_tiyn=1))
        donor.press(gift, "amount", amount="7000")
    gift.refresh_from_db()
    return gift, donor.instruction(gift, InstructionKind.AMOUNT)


def test_what_stripe_was_told_and_is_held_is_set_aside_with_a_reason(
    donor,
    monkeypatch,
    as_finance,  # noqa: F811
):
    gift, change = held_sum(donor, monkeypatch)
    assert (gift.state, change.state) == (MonthlyState.ACTIVE, InstructionState.QUARANTINED)
    assert waiting() == 1
    donor.clock_turns()
    assert waiting() == 1
    address = reverse("monthly_aside", args=[change.pk])
    assert address in as_finance.get(page_of(gift)).content.decode()
    assert as_finance.post(address, {}).status_code == 422
    as_finance.post(address, {"reason": "put right at Stripe"})
    change.refresh_from_db()
    assert (change.state, change.reason) == (InstructionState.ASIDE, "put right at Stripe")
    assert change.actor is not None
    assert waiting() == 0
    page = as_finance.get(page_of(gift)).content.decode()
    assert address not in page
    assert "put right at Stripe" in page
    entry = AuditEntry.objects.get(action="monthly.set_aside")
    assert entry.actor == change.actor
    assert "put right" not in str(entry.facts)
    donor.deliver_all()
    donor.clock_turns()
    assert waiting() == 0
    with pytest.raises(CannotSetAside):
        aside.set_aside(change.pk, "again", make_user())


def test_a_beginning_without_a_subscription_of_ours_ends_when_it_is_set_aside(donor, monkeypatch):
    gift = donor.give()
    donor.pay(gift)
    show(monkeypatch, "fetch_monthly_session", SESSIONS["gift of the subscription"])
    donor.visit(gift, "?returned=1")
    assert not MonthlyGift.objects.get().can_be_stopped
    assert waiting() == 1
    aside.set_aside(donor.start(gift).pk, "a page of another site of ours", make_user())
    # That nothing more is taken from the card we cannot know.
    assert not Mail.objects.filter(key=f"monthly_stopped:{gift.pk}").exists()
    gift.refresh_from_db()
    assert (gift.state, gift.cancelled_by) == (MonthlyState.CANCELLED, StoppedBy.STAFF)
    assert waiting() == 0
    donor.deliver_all()
    donor.clock_turns()
    gift.refresh_from_db()
    assert gift.state == MonthlyState.CANCELLED
    assert donor.start(gift).state == InstructionState.ASIDE
    # What was paid on that page is held by itself, and two decide about it.
    assert [one.state for one in gift.renewals.all()] == [RenewalState.QUARANTINED]


def test_what_stripe_may_take_money_for_is_stopped_and_not_set_aside(donor, monkeypatch):
    gift = donor.give()
    donor.pay(gift)
    show(monkeypatch, "fetch_monthly_session", SESSIONS["amount"])
    donor.visit(gift, "?returned=1")
    with pytest.raises(CannotSetAside):
        aside.set_aside(donor.start(gift).pk, "no", make_user())
    assert waiting() == 1
    stop(MonthlyGift.objects.get(), StoppedBy.STAFF, actor=make_user(), reason="held")
    assert gateway_monthly.fetch_subscription(donor.subscription(gift)).status == "canceled"
    assert waiting() == 0


def test_nobody_else_does(donor, monkeypatch, client_as):  # noqa: F811
    gift, change = held_sum(donor, monkeypatch)
    staff = client_as(MODERATORS)
    for name, pk in (("monthly_aside", change.pk), ("monthly_look", gift.pk)):
        assert staff.post(reverse(name, args=[pk]), {"reason": "no"}).status_code in (302, 403)
    change.refresh_from_db()
    assert change.state == InstructionState.QUARANTINED
