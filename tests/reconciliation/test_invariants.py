"""`check_ledger` tells what is open, and what one person did alone with the guards taken away."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from campaigns.funds.proof import prove
from campaigns.payments.models import HeldAction
from campaigns.payments.states import AttemptState
from campaigns.reconciliation.differences import keep
from campaigns.reconciliation.explaining import agree, explain
from campaigns.reconciliation.findings import Finding
from campaigns.reconciliation.health import broken_rules
from campaigns.reconciliation.models import (
    Difference,
    DifferenceKind,
    HeldDecision,
    Outcome,
)
from tests.factories.staff import make_officer

pytestmark = pytest.mark.django_db
OFFSET = Finding(DifferenceKind.BALANCE, "KZT", "+₸1")
LINE = Finding(DifferenceKind.LINE_UNKNOWN, "txn_1", "tax: ₸1")


def without(constraint, table):
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}")


def broken():
    return [one.rule for one in prove().violations]


def test_a_line_that_is_open_is_a_warning_and_breaks_no_rule(capsys):
    keep([LINE])
    call_command("check_ledger")
    told = capsys.readouterr().out
    assert "warning: differs from Stripe's books (line_unknown): txn_1 tax: ₸1" in told


def test_a_balance_that_is_not_stripes_breaks_a_rule_of_its_own(capsys):
    keep([OFFSET])
    with pytest.raises(SystemExit, match="1"):
        call_command("check_ledger")
    told = capsys.readouterr().out
    assert "the clearing account is Stripe's balance: KZT +₸1\n" in told
    assert "differs from Stripe's books" not in told
    assert broken_rules() == [], "it is a difference already, and not one more"


def test_a_balance_whose_offset_two_people_explained_is_told_and_breaks_none(capsys):
    keep([OFFSET])
    explain(Difference.objects.get(), "A test of Stripe's", make_officer())
    with pytest.raises(SystemExit, match="1"):
        call_command("check_ledger")
    agree(Difference.objects.get(), make_officer())
    capsys.readouterr()
    call_command("check_ledger")
    told = "warning: the clearing account is Stripe's balance, but for what two people explained"
    assert f"{told}: KZT +₸1\n" in capsys.readouterr().out


def test_what_one_person_explained_alone_is_found():
    without("reconciliation_difference_explained_by_two", "reconciliation_difference")
    keep([OFFSET])
    alone = make_officer()
    Difference.objects.update(
        note="Because",
        noted_by=alone,
        resolved_by=alone,
        resolved_at=timezone.now(),
        resolved_how=Outcome.EXPLAINED,
    )
    assert broken() == ["a difference is explained by two people"]


def test_what_one_person_decided_alone_is_found(gift):
    without("reconciliation_held_two_people", "reconciliation_helddecision")
    alone, now = make_officer(), timezone.now()
    HeldDecision.objects.create(
        attempt=gift.attempts.get(),
        action=HeldAction.DISMISS,
        note="Because",
        proposed_by=alone,
        proposed_at=now,
        confirmed_by=alone,
        confirmed_at=now,
    )
    assert gift.attempts.get().state == AttemptState.CREATED
    assert broken() == ["a held payment is decided by two people"]


def test_a_difference_that_is_open_twice_is_found():
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX reconciliation_difference_open_once")
    now = timezone.now()
    for _n in range(2):
        Difference.objects.create(kind="ledger", source="a rule", first_seen=now, last_seen=now)
    assert broken() == ["a difference is open once"]
