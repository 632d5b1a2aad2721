"""Two people, or one impatient finger, at the same moment; on real commits."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from time import sleep

from django.core.exceptions import PermissionDenied
from django.db import connection, connections, transaction
from django.test import Client

from audit.models import AuditEntry
from tests.factories import wishes as make
from tests.factories.telling_form import form_data
from wishes import lifecycle
from wishes.dossiers.models import Child
from wishes.models import CatalogueEntry, Wish, WishPage
from wishes.moderation import decisions
from wishes.states import WrongState


def at_once(*calls):
    """Run the calls in threads that start together; each one's result or error."""
    start = Barrier(len(calls))

    def run(call):
        try:
            start.wait()
            return call()
        except (PermissionDenied, WrongState) as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(run, calls))


def test_two_second_approvals_at_once_publish_once(committed_db):
    wish = make.safeguarded_wish()
    moderators = [make.make_moderator() for _ in range(4)]
    state = WishPage.objects.get().current_workflow_task_state
    at_once(*[
        lambda moderator=moderator: decisions.act(state, moderator, decisions.APPROVE, {})
        for moderator in moderators
    ])  # fmt: skip
    assert AuditEntry.objects.filter(action="wish.publish").count() == 1
    assert CatalogueEntry.objects.count() == 1
    wish.refresh_from_db()
    assert wish.state == "published"


def test_one_moderator_cannot_take_both_steps_by_clicking_twice(committed_db):
    make.tell_wish()
    moderator = make.make_moderator()
    state = WishPage.objects.get().current_workflow_task_state
    at_once(*[lambda: decisions.act(state, moderator, decisions.APPROVE, {})] * 4)
    assert not CatalogueEntry.objects.exists()
    assert AuditEntry.objects.filter(action="wish.safeguard").count() == 1


def test_the_same_form_sent_five_times_at_once_is_one_wish(committed_db):
    make.wish_lists()
    data = form_data()
    answers = at_once(*[
        lambda: Client().post("/ru/wishes/submit/", data, HTTP_SEC_FETCH_SITE="same-origin")
    ] * 5)  # fmt: skip
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer["Location"] for answer in answers}) == 1
    assert (Wish.objects.count(), Child.objects.count()) == (1, 1)


def test_different_wishes_at_once_all_find_their_place_in_the_tree(committed_db):
    make.wish_lists()
    url = "/ru/wishes/submit/"
    forms = [form_data(what=f"Мяч номер {n}") for n in range(6)]
    answers = at_once(*[
        lambda data=data: Client().post(url, data, HTTP_SEC_FETCH_SITE="same-origin")
        for data in forms
    ])  # fmt: skip
    assert [answer.status_code for answer in answers] == [303] * 6
    assert WishPage.objects.count() == 6
    assert len(set(WishPage.objects.values_list("path", flat=True))) == 6


def test_withdrawing_while_publishing_leaves_nothing_shown(committed_db):
    for _turn in range(3):
        wish = make.safeguarded_wish()
        moderator = make.make_moderator()
        at_once(
            lambda wish=wish, moderator=moderator: decisions.decide(
                wish, moderator, decisions.APPROVE, {}
            ),
            lambda wish=wish: lifecycle.withdraw(wish),
        )
        wish.refresh_from_db()
        assert wish.state == "withdrawn"
    assert not CatalogueEntry.objects.exists()
    assert not WishPage.objects.live().exists()


def test_only_one_of_many_claims_wins(committed_db):
    wish = make.published_wish()
    results = at_once(*[lambda: lifecycle.claim(wish)] * 8)
    assert sum(isinstance(result, Wish) for result in results) == 1
    assert CatalogueEntry.objects.get().status == "claimed"


def test_the_control_without_the_lock_claims_twice(committed_db, monkeypatch):
    """Shows that the test above would see a race: the same claims, with the lock taken off."""
    wish = make.published_wish()
    gate = Barrier(2)

    def unlocked(row):
        found = Wish.objects.get(pk=row.pk)
        gate.wait(timeout=10)
        return found

    monkeypatch.setattr("wishes.lifecycle.giving.locked", unlocked)
    results = at_once(*[lambda: lifecycle.claim(wish)] * 2)
    assert sum(isinstance(result, Wish) for result in results) == 2
    assert connection.vendor == "postgresql"


def test_an_editor_and_an_approver_do_not_lock_each_other_out(committed_db):
    wish = make.safeguarded_wish()
    editor, approver = make.make_moderator(), make.make_moderator()
    begun = Event()

    def edit():
        """As Wagtail's editor does: the page, and then its revision, in one transaction."""
        page = make.latest(wish)
        page.story_ru = "Хочу играть с друзьями каждый день."
        with transaction.atomic():
            page.save()
            begun.set()
            sleep(0.5)
            page.save_revision(user=editor)

    def approve():
        begun.wait(timeout=10)
        return decisions.decide(wish, approver, decisions.APPROVE, {})

    at_once(edit, approve)
    assert not CatalogueEntry.objects.filter(story_ru__contains="каждый день").exists()
