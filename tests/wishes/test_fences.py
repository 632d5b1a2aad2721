"""Nothing goes on the site but by two approvals and a consent in force, whatever the way."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from wagtail.actions.copy_for_translation import CopyPageForTranslationAction
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import Locale

from audit.models import AuditEntry
from edge.refused import MayNotBeLive
from tests.factories import wishes as make
from wishes import catalogue, lifecycle
from wishes.dossiers.models import Consent, Hit
from wishes.models import CatalogueEntry, Category, Wish, WishPage
from wishes.moderation import decisions, redaction

pytestmark = pytest.mark.django_db


def refuses_to_publish(wish):
    page = WishPage.objects.get(pk=wish.page_id)
    revision = page.get_latest_revision()
    ways = (
        lambda: revision.publish(),
        lambda: page.publish(revision),
        lambda: PublishPageRevisionAction(revision).execute(skip_permission_checks=True),
        lambda: _save_live(page, clean=True),
        lambda: _save_live(page, clean=False),
        lambda: lifecycle.publish(wish, revision),
    )
    for way in ways:
        with (
            pytest.raises((MayNotBeLive, lifecycle.LifecycleError)),
            transaction.atomic(),
        ):
            way()
    assert not WishPage.objects.live().exists()
    assert not CatalogueEntry.objects.exists()
    return True


def _save_live(page, *, clean):
    page.live = True
    page.save(clean=clean)


def offered_to(user, wish):
    return [name for name, _label, _more in decisions.available(make.latest(wish), user)]


def test_a_wish_nobody_approved_cannot_be_published():
    assert refuses_to_publish(make.tell_wish())


def test_a_wish_with_one_approval_cannot_be_published():
    assert refuses_to_publish(make.safeguarded_wish())


def test_an_approval_is_of_these_words_only():
    wish = make.safeguarded_wish()
    page = make.latest(wish)
    page.story_ru = "Совсем другой рассказ, который никто не проверял."
    page.save_revision(user=make.make_moderator())
    third = make.make_moderator()
    assert offered_to(third, wish) == [decisions.RECHECK, decisions.CHANGES, decisions.REJECT]
    decisions.decide(wish, third, decisions.RECHECK, {})
    assert make.latest(wish).current_workflow_task.name == "Safeguarding"
    assert decisions.APPROVE in offered_to(third, wish)


def test_who_wrote_the_words_does_not_approve_them_alone():
    wish = make.tell_wish()
    writer, other = make.make_moderator(), make.make_moderator()
    page = make.latest(wish)
    page.story_ru = "Хочу играть с друзьями каждый день."
    page.save_revision(user=writer)
    decisions.decide(wish, other, decisions.APPROVE, {})
    assert decisions.APPROVE not in offered_to(writer, wish)
    assert decisions.APPROVE not in offered_to(other, wish)
    assert decisions.APPROVE in offered_to(make.make_moderator(), wish)


def test_two_people_suffice_whoever_of_them_edits():
    wish = make.tell_wish()
    first, second = make.make_moderator(), make.make_moderator()
    decisions.decide(wish, first, decisions.APPROVE, {})
    page = make.latest(wish)
    page.story_ru = "Хочу играть с друзьями каждый день."
    page.save_revision(user=second)
    decisions.decide(wish, second, decisions.RECHECK, {})
    decisions.decide(wish, second, decisions.APPROVE, {})
    decisions.decide(wish, first, decisions.APPROVE, {})
    assert CatalogueEntry.objects.get().story_ru == page.story_ru


@pytest.mark.parametrize("state", ["withdrawn", "expired", "lapsed"])
def test_no_consent_no_approval(state):
    wish = make.tell_wish()
    Consent.objects.update(state=state, ended_at=wish.told_at)
    assert decisions.APPROVE not in offered_to(make.make_moderator(), wish)
    assert refuses_to_publish(wish)


def test_consent_that_ends_between_the_approvals_stops_the_second():
    wish = make.safeguarded_wish()
    Consent.objects.update(state="withdrawn", ended_at=wish.told_at)
    assert decisions.decide(wish, make.make_moderator(), decisions.APPROVE, {}) is not None
    assert refuses_to_publish(wish)


def test_a_first_name_needs_its_own_consent():
    wish = make.tell_wish()
    page = make.latest(wish)
    page.pseudonym = "Айгерим"
    page.save_revision()
    assert decisions.APPROVE not in offered_to(make.make_moderator(), wish)


def test_a_price_above_the_cap_blocks():
    wish = make.tell_wish()
    Category.objects.update(cap_tiyn=1_000_00)
    assert decisions.APPROVE not in offered_to(make.make_moderator(), wish)


def test_a_hit_blocks_until_it_is_edited_out():
    wish = make.tell_wish(why="Хочу мяч. Позвоните маме: 8 701 123 45 67, она расскажет.")
    moderator = make.make_moderator()
    assert Hit.objects.open().filter(rule="phone").exists()
    assert decisions.APPROVE not in offered_to(moderator, wish)
    page = make.latest(wish)
    page.story_ru = "Хочу мяч, чтобы играть с друзьями."
    page.save_revision(user=moderator)
    assert not Hit.objects.open().exists()
    assert decisions.APPROVE in offered_to(moderator, wish)


def test_a_hit_may_stay_with_a_reason_and_comes_back_with_other_words():
    wish = make.tell_wish(why="Мой любимый тренер — Серік Байжанов, хочу его мяч.")
    moderator = make.make_moderator()
    hit = Hit.objects.open().get(rule="surname")
    redaction.allow_hit(hit, moderator, "тренер")
    facts = AuditEntry.objects.get(action="wish.allow_hit").facts
    assert facts == {"hit": hit.pk, "rule": "surname", "field": hit.field}, "no free words for good"
    assert decisions.APPROVE in offered_to(moderator, wish)
    page = make.latest(wish)
    page.story_ru += " И Байтерекова тоже."
    page.save_revision(user=moderator)
    assert decisions.APPROVE not in offered_to(moderator, wish)
    assert Hit.objects.allowed().get() == hit


def test_no_version_of_the_page_keeps_what_was_edited_out():
    wish = make.tell_wish(why="Звоните 8 701 123 45 67, мы живём рядом с парком.")
    page = make.latest(wish)
    page.story_ru = "Хочу мяч, чтобы играть с друзьями."
    page.save_revision(user=make.make_moderator())
    for revision in page.revisions.all():
        assert "123 45 67" not in str(revision.content)
    assert "123 45 67" in wish.application.told_story


def test_a_wish_is_neither_copied_nor_translated_nor_aliased():
    page = WishPage.objects.get(pk=make.published_wish().page_id)
    russian = Locale.objects.get(language_code="ru")
    for way in (
        lambda: page.copy(),
        lambda: page.create_alias(parent=page.get_parent()),
        lambda: page.copy_for_translation(russian),
        lambda: CopyPageForTranslationAction(page, russian, copy_parents=True).execute(
            skip_permission_checks=True
        ),
    ):
        with pytest.raises(PermissionDenied), transaction.atomic():
            way()
    assert WishPage.objects.count() == 1


def test_unpublishing_by_any_way_leaves_no_row_behind():
    page = WishPage.objects.get(pk=make.published_wish().page_id)
    page.unpublish()
    assert not CatalogueEntry.objects.exists()
    assert Wish.objects.get().state == "paused"


def test_the_database_refuses_a_row_without_consent():
    wish = make.published_wish()
    page = WishPage.objects.get(pk=wish.page_id)
    CatalogueEntry.objects.all().delete()
    Consent.objects.update(state="withdrawn", ended_at=wish.told_at)
    with pytest.raises(IntegrityError, match="no consent in force"), transaction.atomic():
        catalogue.show(wish, page)


def test_the_database_hides_the_row_when_the_consent_ends():
    make.published_wish()
    with connection.cursor() as cursor:
        cursor.execute("update dossiers_consent set state = 'withdrawn', ended_at = now()")
    assert not CatalogueEntry.objects.exists()


def test_the_database_refuses_one_person_twice():
    wish = make.safeguarded_wish()
    with pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
        Wish.objects.filter(pk=wish.pk).update(approved_by=wish.safeguarded_by)


def test_the_database_refuses_a_state_on_the_site_without_approvals():
    wish = make.tell_wish()
    with pytest.raises(IntegrityError, match="was_approved"), transaction.atomic():
        Wish.objects.filter(pk=wish.pk).update(state="published")


def test_a_moderator_does_not_decide_about_a_wish_they_told():
    moderator = make.make_moderator()
    wish = make.tell_wish(email=moderator.email.upper())
    assert offered_to(moderator, wish) == []
    assert decisions.APPROVE in offered_to(make.make_moderator(), wish)


def test_a_draft_read_before_publishing_does_not_take_the_wish_off_again():
    wish = make.safeguarded_wish()
    stale = make.latest(wish)
    decisions.decide(wish, make.make_moderator(), decisions.APPROVE, {})
    with pytest.raises(PermissionDenied):
        stale.save()
    assert CatalogueEntry.objects.get().code == wish.code
    assert WishPage.objects.live().exists()
