"""What is decided about money is written down with who did it, or it does not happen."""

from datetime import date

import pytest
from django.db import IntegrityError

from audit.models import AuditEntry
from campaigns.funds.deciding.approve import approve
from campaigns.funds.deciding.hand_over import hand_over
from campaigns.funds.deciding.recall import ask_recall, recall
from campaigns.funds.deciding.rules import TRANSITIONS
from campaigns.funds.models import Allocation, Apartment, Entry, Source
from tests.factories.homes import fund_with, make_apartment, make_person, proposed
from tests.funds.tampering import tamper
from tests.funds.test_deciding import ACTIONS, FLAT, in_state

pytestmark = pytest.mark.django_db


@pytest.fixture
def fund():
    return fund_with(10_000_000_00)


@pytest.fixture
def apartment():
    return make_apartment(source=Source.SPONSOR)


def refuse_to_write_down():
    tamper("ALTER TABLE audit_auditentry ADD CONSTRAINT no_more CHECK (false) NOT VALID")


def test_every_step_is_written_down_with_who_did_it(fund, apartment):
    people = [make_person() for _ in range(4)]
    decision = approve(proposed(fund, apartment, FLAT, people[0]), people[1])
    recall(ask_recall(decision, people[2], "another flat"), people[3])
    written = AuditEntry.objects.filter(target_id=decision.pk).order_by("pk")
    assert [(one.action, one.actor) for one in written] == list(
        zip(
            [f"allocation.{step}" for step in ("propose", "approve", "ask_recall", "recall")],
            people,
            strict=True,
        )
    )


def test_a_proposal_that_cannot_be_written_down_is_not_made(fund, apartment):
    by = make_person()
    refuse_to_write_down()
    with pytest.raises(IntegrityError, match="no_more"):
        proposed(fund, apartment, FLAT, by)
    assert not Allocation.objects.exists()


@pytest.mark.parametrize("action", TRANSITIONS)
def test_a_step_that_cannot_be_written_down_is_not_taken(fund, apartment, action):
    decision = in_state(TRANSITIONS[action][0], fund, apartment)
    by, before = make_person(), Entry.objects.count()
    refuse_to_write_down()
    with pytest.raises(IntegrityError, match="no_more"):
        ACTIONS[action](decision, by)
    decision.refresh_from_db()
    assert decision.state == TRANSITIONS[action][0]
    assert Entry.objects.count() == before


def test_a_day_that_is_put_right_is_written_down_with_the_one_before(apartment):
    by = make_person()
    for day in (1, 2):
        hand_over(apartment, date(2025, 5, day), by)
    written = AuditEntry.objects.filter(action="apartment.hand_over").order_by("pk")
    assert [(one.actor, one.facts) for one in written] == [
        (by, {"code": apartment.code, "on": "2025-05-01", "before": ""}),
        (by, {"code": apartment.code, "on": "2025-05-02", "before": "2025-05-01"}),
    ]


def test_a_day_that_cannot_be_written_down_is_not_taken(apartment):
    by = make_person()
    refuse_to_write_down()
    with pytest.raises(IntegrityError, match="no_more"):
        hand_over(apartment, date(2025, 5, 1), by)
    assert Apartment.objects.get().handed_over_on is None
