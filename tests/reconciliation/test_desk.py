"""The finance desk: finance alone sees it; what it asks for takes a POST, and two people."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEntry
from campaigns.payments.models import Donation, WebhookEvent
from campaigns.payments.states import AttemptState, DonationState
from campaigns.reconciliation.differences import keep
from campaigns.reconciliation.findings import Finding
from campaigns.reconciliation.models import (
    Difference,
    DifferenceKind,
    HeldDecision,
    Outcome,
    Run,
)
from campaigns.reconciliation.report import compare_books, report_differences
from tests.factories.money import NOON, enter_charge
from tests.factories.staff import make_officer
from users import roles

pytestmark = pytest.mark.django_db
DESK = "finance_desk:desk"


@pytest.fixture
def people():
    return make_officer(), make_officer()


@pytest.fixture
def officer(client, people):
    client.force_login(people[0])
    return client


def difference(source="txn_1", detail="tax: ₸1"):
    keep([Finding(DifferenceKind.LINE_UNKNOWN, source, detail)])
    return Difference.objects.open().get(source=source)


def page(client):
    return client.get(reverse(DESK)).content.decode()


def held_gift(gift):
    Donation.objects.filter(pk=gift.pk).update(
        state=DonationState.QUARANTINED, quarantine_reason="amount: 1 ≠ 2"
    )
    gift.attempts.update(state=AttemptState.QUARANTINED, closed_at=timezone.now())
    return gift.attempts.get()


def test_finance_sees_what_differs_by_its_age(officer):
    for source, days in (("txn_new", 0), ("txn_days", 2), ("txn_weeks", 20)):
        then = timezone.now() - timedelta(days=days)
        Difference.objects.filter(pk=difference(source).pk).update(first_seen=then)
    shown = page(officer)
    places = [
        shown.index(text)
        for text in (
            "Older than a week",
            "txn_weeks",
            "Older than a day",
            "txn_days",
            "From the last day",
            "txn_new",
        )
    ]
    assert places == sorted(places)


@pytest.mark.parametrize("role", [roles.PRESS, roles.MODERATORS, roles.ADMINISTRATORS])
def test_nobody_else_sees_it(client, gift, role):
    client.force_login(make_officer(role))
    one, attempt = difference(), held_gift(gift)
    for name, args in (
        ("desk", []),
        ("difference", [one.pk]),
        ("held", [attempt.pk]),
    ):
        assert client.get(reverse(f"finance_desk:{name}", args=args)).status_code in (302, 403)
    for name, args in (
        ("compare", []),
        ("look_again", [one.pk]),
        ("agree", [one.pk]),
        ("recheck", [attempt.pk]),
        ("decide", [1]),
        ("try_message", [1]),
    ):
        assert client.post(reverse(f"finance_desk:{name}", args=args)).status_code in (302, 403)
    home = client.get(reverse("wagtailadmin_home")).content.decode()
    assert reverse(DESK) not in home
    assert Difference.objects.open().get().note == ""


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("compare", []),
        ("look_again", [1]),
        ("agree", [1]),
        ("recheck", [1]),
        ("decide", [1]),
        ("try_message", [1]),
    ],
)
def test_nothing_is_changed_by_following_a_link(officer, name, args):
    assert officer.get(reverse(f"finance_desk:{name}", args=args)).status_code == 405


def test_the_menu_and_the_dashboard_lead_to_it(officer):
    difference()
    home = officer.get(reverse("wagtailadmin_home")).content.decode()
    assert f'href="{reverse(DESK)}">1 thing at the finance desk' in home
    assert "finance-desk" in home


def test_one_explains_and_another_agrees(officer, client, people):
    one = difference()
    url = reverse("finance_desk:difference", args=[one.pk])
    assert officer.post(url, {"note": "A tax that Stripe took"}).status_code == 302
    one.refresh_from_db()
    agreed = {"noted_at": one.noted_at.isoformat()}
    agree = reverse("finance_desk:agree", args=[one.pk])
    officer.post(agree, agreed)
    one.refresh_from_db()
    assert one.resolved_at is None, "nobody agrees with themselves"
    client.force_login(people[1])
    assert "A tax that Stripe took" in client.get(url).content.decode()
    client.post(agree, agreed)
    one.refresh_from_db()
    assert (one.resolved_how, one.resolved_by) == (Outcome.EXPLAINED, people[1])
    assert "txn_1" not in page(client)
    actions = AuditEntry.objects.filter(target_id=one.pk).values_list("action", flat=True)
    assert {"difference.noted", "difference.explained"} <= set(actions)


def test_who_read_other_words_does_not_agree(officer, client, people):
    one = difference()
    officer.post(reverse("finance_desk:difference", args=[one.pk]), {"note": "A tax"})
    client.force_login(people[1])
    client.post(reverse("finance_desk:agree", args=[one.pk]), {"noted_at": NOON.isoformat()})
    assert Difference.objects.open().exists()


def test_an_explanation_says_something(officer):
    one = difference()
    answer = officer.post(reverse("finance_desk:difference", args=[one.pk]), {"note": " x "})
    assert answer.status_code == 422
    one.refresh_from_db()
    assert one.note == ""


def test_looking_again_heals_or_tells(donor, officer, people):
    enter_charge(donor.fund, happened_at=timezone.now() - timedelta(hours=5))
    compare_books()
    one = Difference.objects.get()
    url = reverse("finance_desk:look_again", args=[one.pk])
    answer = officer.post(url, follow=True)
    assert "It still differs" in answer.content.decode()
    donor.sandbox.fault("status", status=503)
    assert "does not answer" in officer.post(url, follow=True).content.decode()
    assert Difference.objects.open().exists()


def test_a_held_payment_is_decided_by_two(donor, officer, client, people, monkeypatch):
    donation = donor.give()
    donor.pay(donation)
    attempt = held_gift(donation)
    shown = page(officer)
    assert "sum: ours is 0.01, Stripe shows 0.02" in shown
    url = reverse("finance_desk:held", args=[attempt.pk])
    officer.post(url, {"action": "enter", "note": "Asked the donor"})
    decision = HeldDecision.objects.get()
    decide = reverse("finance_desk:decide", args=[decision.pk])
    officer.post(decide, {"answer": "confirm"})
    donation.refresh_from_db()
    assert donation.state == DonationState.QUARANTINED
    client.force_login(people[1])
    assert "Asked the donor" in client.get(url).content.decode()
    for answer in ({}, {"answer": "yes"}):
        assert client.post(decide, answer).status_code == 400
        assert HeldDecision.objects.open().exists(), "nothing said is nothing decided"
    client.post(decide, {"answer": "confirm"})
    donation.refresh_from_db()
    assert donation.state == DonationState.PAID


def test_a_held_payment_that_equals_now_is_entered_at_once(donor, officer):
    donation = donor.give()
    donor.pay(donation)
    attempt = held_gift(donation)
    officer.post(reverse("finance_desk:recheck", args=[attempt.pk]))
    donation.refresh_from_db()
    assert donation.state == DonationState.PAID


def test_what_is_refused_is_told(donor, officer):
    attempt = held_gift(donor.give())
    url = reverse("finance_desk:held", args=[attempt.pk])
    answer = officer.post(url, {"action": "enter", "note": "Let us try"}, follow=True)
    assert "nothing to enter" in answer.content.decode()


def test_a_message_is_tried_again(officer):
    event = WebhookEvent.objects.create(
        event_id="evt_1",
        type="charge.updated",
        livemode=False,
        happened_at=NOON,
        attempts=3,
        next_attempt_at=timezone.now() + timedelta(hours=1),
    )
    assert "charge.updated" in page(officer)
    officer.post(reverse("finance_desk:try_message", args=[event.pk]))
    event.refresh_from_db()
    assert event.next_attempt_at <= timezone.now()


def test_an_outage_of_stripe_is_told(donor, officer):
    compare_books()
    donor.sandbox.fault("status", status=503)
    report_differences()
    shown = page(officer)
    assert "Stripe did not answer the last comparison (http_503)" in shown
    assert "The last whole one was on" in shown


def test_the_health_of_the_ledger_is_told(officer, stripe_sandbox):
    from campaigns.reconciliation.models import Scope

    assert "have not been checked by night yet" in page(officer)
    compare_books(Scope.NIGHTLY)
    assert "All rules of the ledger held" in page(officer)
    Run.objects.update(violations=2)
    assert "2 rules of the ledger did not hold" in page(officer)


def test_the_desk_asks_little_however_much_lies_on_it(officer, gift, django_assert_max_num_queries):
    for n in range(30):
        difference(f"txn_{n}")
    held_gift(gift)
    officer.get(reverse(DESK))
    with django_assert_max_num_queries(44):
        officer.get(reverse(DESK))


def test_sums_of_a_difference_are_written_as_its_reader_writes_them(officer, people):
    keep([Finding(DifferenceKind.SUMS_DIFFER, "txn_1", "charge ch_1: −₸1,792.50 ≠ ₸20")])
    people[0].wagtail_userprofile.preferred_language = "ru"
    people[0].wagtail_userprofile.save()
    assert "charge ch_1: −1\xa0792,50\xa0₸ ≠ 20\xa0₸" in officer.get(reverse(DESK)).text
