"""A message about what Stripe does not know is set aside by two people, and no other message is."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEntry
from campaigns.payments.messages import inbox, setting_aside
from campaigns.payments.messages.setting_aside import CannotSetAside
from campaigns.payments.models import Refund, WebhookEvent
from campaigns.reconciliation import desk
from tests.factories.staff import make_officer
from users import roles

pytestmark = pytest.mark.django_db
NOTE = "of a test account that is closed"


@pytest.fixture
def people():
    return make_officer(), make_officer()


def told(object_id, **more):
    return WebhookEvent.objects.create(
        event_id=f"evt_{object_id}",
        type="refund.updated",
        object_id=object_id,
        livemode=False,
        happened_at=timezone.now(),
        **more,
    )


@pytest.fixture
def unknown(stripe_sandbox):
    event = told("re_unknown", attempts=9)
    assert inbox.work_off() == 0
    event.refresh_from_db()
    return event


def fresh(event):
    return WebhookEvent.objects.get(pk=event.pk)


def refused(code, act, *args):
    with pytest.raises(CannotSetAside) as error:
        act(*args)
    assert error.value.code == code


def test_two_people_set_it_aside_and_it_waits_nowhere(unknown, people):
    assert (desk.stuck_messages().count(), desk.count()) == (1, 1)
    setting_aside.propose(unknown, NOTE, people[0])
    refused("same_person", setting_aside.agree, fresh(unknown), people[0])
    assert desk.count() == 1, "not by one alone"
    setting_aside.agree(fresh(unknown), people[1])
    event = fresh(unknown)
    assert (event.noted_by, event.set_aside_by, event.note) == (*people, NOTE)
    assert (desk.count(), WebhookEvent.objects.due().count()) == (0, 0)
    refused("gone", setting_aside.propose, event, NOTE, people[0])
    said = AuditEntry.objects.filter(target_id=str(event.pk))
    assert {one.action for one in said} == {"message.noted", "message.set_aside"}
    assert NOTE not in str([one.facts for one in said])


def test_the_database_wants_two_people_too(unknown, people):
    setting_aside.propose(unknown, NOTE, people[0])
    mine = WebhookEvent.objects.filter(pk=unknown.pk)
    with pytest.raises(IntegrityError, match="by_two"), transaction.atomic():
        mine.update(handled_at=timezone.now(), set_aside_by=people[0])


def test_what_stripe_knows_after_all_is_handled_instead(donor, people):
    gift = donor.give_and_pay()
    made = donor.sandbox.refund(donor.attempt(gift).intent_id, amount=1_00)
    event = told(made["id"], attempts=9, last_error="GatewayRefused resource_missing")
    refused("handled", setting_aside.propose, event, NOTE, people[0])
    assert fresh(event).handled_at is not None
    assert fresh(event).set_aside_by is None
    assert Refund.objects.get().entered_at is not None, "its money is in the books"


def test_what_stripe_gives_no_answer_about_waits(stripe_sandbox, unknown, people):
    setting_aside.propose(unknown, NOTE, people[0])
    stripe_sandbox.fault("status", status=503, count=0)
    refused("known", setting_aside.agree, fresh(unknown), people[1])
    assert fresh(unknown).handled_at is None


def test_it_is_done_on_the_pages(client, unknown, people):
    page = reverse("finance_desk:message", args=[unknown.pk])
    client.force_login(people[0])
    assert page in client.get(reverse("finance_desk:desk")).text
    assert client.post(page, {"note": ""}).status_code == 422
    assert client.post(page, {"note": NOTE}).status_code == 302
    aside = reverse("finance_desk:set_aside", args=[unknown.pk])
    assert aside not in client.get(page).text
    client.force_login(people[1])
    assert aside in client.get(page).text
    client.post(aside, {"noted_at": "then"})
    assert fresh(unknown).handled_at is None, "what was read is what is agreed to"
    client.post(aside, {"noted_at": fresh(unknown).noted_at.isoformat()})
    assert fresh(unknown).set_aside_by == people[1]
    assert client.get(page).status_code == 200


@pytest.mark.parametrize("role", [roles.PRESS, roles.MODERATORS, roles.ADMINISTRATORS])
def test_nobody_else_sets_it_aside(client, unknown, people, role):
    setting_aside.propose(unknown, NOTE, people[0])
    client.force_login(make_officer(role))
    said = {"noted_at": fresh(unknown).noted_at.isoformat(), "note": "x y z"}
    for name in ("message", "set_aside"):
        url = reverse(f"finance_desk:{name}", args=[unknown.pk])
        assert client.post(url, said).status_code in (302, 403)
    assert (fresh(unknown).handled_at, fresh(unknown).note) == (None, NOTE)
