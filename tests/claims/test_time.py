"""What time does to promised gifts: letters before the day, and the wish free again after it."""

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from audit.models import AuditEntry
from outbox.models import Mail
from tests.factories import claims as given
from tests.factories import wishes as make
from wishes.claims import clock, keeping, making, pausing
from wishes.claims.models import Claim, ClaimPause

pytestmark = pytest.mark.django_db


def letters(template):
    return Mail.objects.filter(key__startswith=f"{template}:").count()


def broken_claim(**changes):
    """Promised, and never brought."""
    claim = given.active_claim(**changes)
    Claim.objects.filter(pk=claim.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    clock.keep_time()
    claim.refresh_from_db()
    return claim


def test_a_claim_is_not_over_on_its_last_day():
    claim = given.active_claim()
    with given.later(days=14):
        assert clock.keep_time().expired == 0
    with given.later(days=15):
        assert clock.keep_time().expired == 1
        assert not clock.keep_time()
    claim.refresh_from_db()
    claim.wish.refresh_from_db()
    assert (claim.state, claim.ended_because) == ("expired", "not_brought")
    assert claim.wish.state == "published"
    assert letters("claim_expired") == 1
    facts = AuditEntry.objects.get(action="wish.release").facts
    assert facts["why"] == "expired"


def test_reminders_come_three_days_and_one_day_before_each_once():
    given.active_claim()
    sent = []
    for day in (10, 11, 11, 12, 13, 13, 14):
        with given.later(days=day):
            clock.keep_time()
            sent.append(letters("claim_reminder"))
    assert sent == [0, 1, 1, 1, 2, 2, 2]


def test_days_that_were_missed_bring_one_letter():
    given.active_claim()
    with given.later(days=13):
        clock.keep_time()
    assert letters("claim_reminder") == 1


def test_a_later_day_is_reminded_of_anew():
    claim = given.active_claim()
    with given.later(days=13):
        clock.keep_time()
        keeping.extend(claim)
        assert clock.keep_time().reminded == 0
    with given.later(days=18):
        clock.keep_time()
    assert letters("claim_reminder") == 2


def test_an_unconfirmed_claim_ends_without_a_letter():
    claim = given.waiting_claim()
    with given.later(hours=3):
        assert clock.keep_time().unconfirmed == 1
    claim.refresh_from_db()
    assert claim.ended_because == "unconfirmed"
    assert set(Mail.objects.filter(to=given.DONOR).values_list("key", flat=True)) == {
        f"claim_confirm:{claim.pk}"
    }
    assert not ClaimPause.objects.exists()


def test_two_gifts_that_never_came_pause_the_address():
    broken_claim(donor_email="Donor@example.org")
    assert not ClaimPause.objects.exists()
    broken_claim(donor_email="donor@EXAMPLE.org")
    pause = ClaimPause.objects.get()
    assert making.refusal_of("DONOR@example.org") == making.Refusal.PAUSED
    assert making.refusal_of("other@example.org") is None
    pausing.lift(pause, "Был в больнице", make.make_moderator())
    assert making.refusal_of(given.DONOR) is None
    # Forgiven is forgotten: one more is one.
    broken_claim()
    assert not ClaimPause.objects.in_force().exists()


def test_dry_run_says_what_would_be_done_and_does_nothing(capsys):
    claim = given.active_claim()
    with given.later(days=15):
        call_command("expire_claims", dry_run=True, json=True)
        claim.refresh_from_db()
        assert claim.state == "active"
        call_command("expire_claims", json=True)
        call_command("expire_claims")
    lines = capsys.readouterr().out.splitlines()
    dry, done = (json.loads(line) for line in lines[:2])
    assert dry == {"expired": 1, "unconfirmed": 0, "reminded": 0, "dry_run": True}
    assert done == {"expired": 1, "unconfirmed": 0, "reminded": 0, "dry_run": False}
    assert lines[2].startswith("0 claims expired")


def test_one_claim_that_fails_holds_up_no_other(monkeypatch):
    first, second = given.active_claim(), given.active_claim(donor_email="b@example.org")
    expire = clock._expire

    def failing(claim):
        if claim.pk == first.pk:
            raise RuntimeError("broken")
        return expire(claim)

    monkeypatch.setattr(clock, "_expire", failing)
    with given.later(days=15), pytest.raises(ExceptionGroup):
        clock.keep_time()
    second.refresh_from_db()
    assert second.state == "expired"
