from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.utils import timezone

from audit.models import AuditEntry
from outbox.models import Mail
from tests.factories import wishes as make
from wishes import lifecycle
from wishes.lifecycle import consents
from wishes.models import CatalogueEntry, WishPage
from wishes.moderation import decisions
from wishes.states import TRANSITIONS, State, WrongState, state_after
from wishes.telling import submission

pytestmark = pytest.mark.django_db


def test_every_wrong_step_is_refused_by_name():
    for event, (sources, target) in TRANSITIONS.items():
        for state in State:
            if state in sources:
                assert state_after(event, state) == target
            else:
                with pytest.raises(WrongState):
                    state_after(event, state)


def test_a_told_wish_waits_in_the_first_step_and_shows_nowhere():
    wish = make.tell_wish()
    assert wish.state == State.SUBMITTED
    assert WishPage.objects.get().current_workflow_task.name == "Safeguarding"
    assert not WishPage.objects.live().exists()
    assert not CatalogueEntry.objects.exists()


def test_two_moderators_bring_a_wish_on_the_site():
    wish = make.published_wish()
    page = WishPage.objects.get()
    assert (wish.state, page.live) == (State.PUBLISHED, True)
    assert CatalogueEntry.objects.get().code == wish.code == page.code
    assert wish.approved_by != wish.safeguarded_by


def test_one_moderator_alone_cannot():
    moderator = make.make_moderator()
    wish = make.safeguarded_wish(by=moderator)
    assert decisions.decide(wish, moderator, decisions.APPROVE, {}) is not None
    wish.refresh_from_db()
    assert wish.state == State.SUBMITTED
    assert not WishPage.objects.live().exists()


def test_each_step_is_written_down_with_who_did_it():
    wish = make.published_wish()
    actions = list(
        AuditEntry.objects.filter(target_id=str(wish.pk), target_type="wishes.wish")
        .order_by("pk")
        .values_list("action", "actor_id")
    )
    assert actions == [
        ("wish.tell", None),
        ("wish.safeguard", wish.safeguarded_by_id),
        ("wish.approve", wish.approved_by_id),
        ("wish.publish", wish.approved_by_id),
    ]


def test_the_guardian_is_told_in_their_language_with_both_links():
    wish = make.published_wish(language="kk")
    letters = {mail.key.split(":")[0]: mail for mail in Mail.objects.all()}
    assert set(letters) == {"wish_received", "wish_published"}
    assert letters["wish_published"].language == "kk"
    assert f"/kk/wishes/{wish.code}/" in letters["wish_published"].body
    assert "/kk/wishes/follow/" in letters["wish_received"].body


def test_withdrawing_takes_page_row_and_consent_away_together():
    wish = make.withdrawn_wish()
    assert wish.state == State.WITHDRAWN
    assert not WishPage.objects.live().exists()
    assert not CatalogueEntry.objects.exists()
    assert wish.application.valid_consent() is None


def test_a_rejected_wish_leaves_moderation_for_good():
    wish = make.rejected_wish()
    assert wish.state == State.REJECTED
    assert WishPage.objects.get().current_workflow_state is None
    assert Mail.objects.filter(key__startswith="wish_rejected").count() == 1


def test_a_wish_sent_again_begins_at_the_first_step():
    wish = make.asked_wish()
    words = {"what": "Мяч", "why": "Хочу играть с друзьями на площадке.", "size": "5"}
    submission.resend(wish, words, 9_000_00)
    wish.refresh_from_db()
    page = make.latest(wish)
    assert wish.state == State.IN_REVIEW
    assert (page.title_ru, page.price_tiyn) == ("Мяч", 9_000_00)
    assert page.current_workflow_task.name == "Safeguarding"


def test_a_correction_goes_off_the_site_and_through_both_approvals_again():
    wish = make.published_wish()
    lifecycle.reopen(wish, make.make_moderator())
    assert not CatalogueEntry.objects.exists()
    page = make.latest(wish)
    page.story_ru = "Хочу играть с друзьями на нашем новом поле."
    page.save_revision(user=make.make_moderator())
    for _step in range(2):
        decisions.decide(wish, make.make_moderator(), decisions.APPROVE, {})
    assert CatalogueEntry.objects.get().story_ru == page.story_ru


def test_a_paused_wish_comes_back_with_the_same_words():
    wish = lifecycle.pause(make.published_wish())
    assert not CatalogueEntry.objects.exists()
    lifecycle.publish(wish, WishPage.objects.get().get_latest_revision())
    assert CatalogueEntry.objects.get().code == wish.code


@pytest.mark.parametrize("event", ["claim", "fulfil"])
def test_the_public_status_follows_the_gift(event):
    wish = make.claimed_wish() if event == "claim" else make.fulfilled_wish()
    expected = {"claim": "claimed", "fulfil": "fulfilled"}[event]
    assert CatalogueEntry.objects.get(code=wish.code).status == expected


def test_what_expired_or_came_of_age_is_taken_down(time_machine):
    today = timezone.localdate()
    birthday_soon = today.replace(year=today.year - 18) + timedelta(days=30)
    make.published_wish(born_on=birthday_soon)
    make.published_wish(email="other@example.kz")
    assert lifecycle.apply_consents() == 0
    time_machine.move_to(timezone.now() + timedelta(days=31))
    assert lifecycle.apply_consents() == 1
    assert CatalogueEntry.rows.count() == 1
    time_machine.move_to(timezone.now() + timedelta(days=400))
    assert lifecycle.apply_consents() == 1
    assert not CatalogueEntry.rows.exists()


def test_a_decision_on_a_step_that_is_over_is_refused():
    wish = make.tell_wish()
    task_state = WishPage.objects.get().current_workflow_task_state
    decisions.act(task_state, make.make_moderator(), decisions.APPROVE, {})
    with pytest.raises(PermissionDenied):
        decisions.act(task_state, make.make_moderator(), decisions.APPROVE, {})
    wish.refresh_from_db()
    assert wish.approved_by is None


def test_the_command_says_what_it_would_do_and_does_it_once(time_machine, capsys):
    make.published_wish()
    time_machine.move_to(timezone.now() + timedelta(days=400))
    call_command("apply_consents", "--dry-run", "--json")
    assert CatalogueEntry.rows.exists()
    call_command("apply_consents", "--json")
    call_command("apply_consents")
    said = capsys.readouterr().out.splitlines()
    assert said == [
        '{"consents": 1, "dry_run": true}',
        '{"consents": 1, "dry_run": false}',
        "0 consents ended",
    ]
    assert not CatalogueEntry.rows.exists()


@pytest.mark.parametrize("state", [make.rejected_wish, make.asked_wish, make.fulfilled_wish])
def test_consent_can_be_taken_back_at_any_time(state):
    wish = lifecycle.withdraw(state())
    assert wish.application.valid_consent() is None


def test_one_consent_that_cannot_be_ended_keeps_no_other(time_machine, monkeypatch):
    bad, good = make.published_wish(), make.published_wish(email="other@example.kz")
    end = consents._end_overdue

    def end_all_but_one(consent):
        if consent.application.wish == bad:
            raise ValueError("broken")
        return end(consent)

    monkeypatch.setattr(consents, "_end_overdue", end_all_but_one)
    time_machine.move_to(timezone.now() + timedelta(days=400))
    with pytest.raises(ExceptionGroup):
        lifecycle.apply_consents()
    assert not CatalogueEntry.rows.filter(code=good.code).exists()
