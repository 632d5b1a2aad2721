"""A picture of a child hangs on one wish's consent, and goes with it from wherever it stands."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import TestCase
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import Page, Revision

from edge.refused import MayNotBeLive
from home.models import NewsPage
from images import taking_away
from images.models import PhotoConsent, SiteImage, TakenAway
from images.places import places
from tests.factories import wishes as make
from tests.factories.pages import make_picture, make_site
from tests.factories.stories import make_stories, publish
from wishes import lifecycle
from wishes.dossiers.models import Consent
from wishes.dossiers.models.scope import NEEDED
from wishes.models import CatalogueEntry, WishPage
from wishes.moderation import gate

pytestmark = pytest.mark.django_db

SCOPE = (*NEEDED, "show_wish:photo", "tell_story:text", "tell_story:photo")


@pytest.fixture
def site():
    return make_site()


@pytest.fixture
def photo():
    return make_picture(consent=PhotoConsent.CHILD, description="x")


def told_with(picture, **changes):
    wish = make.tell_wish(scope=SCOPE, **changes)
    page = make.latest(wish)
    page.image = picture
    page.save_revision(user=None)
    return wish


def shown_with(picture):
    wish = told_with(picture)
    for _step in range(2):
        make.decisions.decide(wish, make.make_moderator(), make.decisions.APPROVE, {})
    wish.refresh_from_db()
    return wish


def fulfilled_with(picture):
    staff = make.make_moderator()
    wish = lifecycle.receive(lifecycle.claim(shown_with(picture)), staff)
    return lifecycle.fulfil(lifecycle.deliver(wish, staff), staff)


def by_asking(wish, time_machine):
    lifecycle.withdraw(wish)


def by_its_term(wish, time_machine):
    consent = Consent.objects.get(application__wish=wish)
    time_machine.move_to(timezone.now() + timedelta(days=1 + (
        consent.valid_until - timezone.localdate()).days), tick=False)  # fmt: skip
    lifecycle.apply_consents()


def by_the_birthday(wish, time_machine):
    born = wish.application.child.born_on
    time_machine.move_to(timezone.now() + timedelta(days=1 + (
        born.replace(year=born.year + 18) - timezone.localdate()).days), tick=False)  # fmt: skip
    lifecycle.apply_consents()


def ended(wish, end, time_machine):
    with TestCase.captureOnCommitCallbacks(execute=True):
        end(wish, time_machine)


def anywhere(picture_pk):
    """Pages and versions that refer to it."""
    rows = [*Page.objects.specific(), *(one.as_object() for one in Revision.objects.all())]
    return [row for row in rows if picture_pk in [place.image for place in places(row)]]


@pytest.mark.parametrize("end", [by_asking, by_its_term, by_the_birthday])
def test_with_the_consent_it_leaves_every_page_and_version(site, photo, end, time_machine):
    wish = shown_with(photo)
    news = site.add(NewsPage, "ru", live=False, picture=photo, picture_alt="Айгүл")
    news.save_revision()
    in_body = site.add(NewsPage, "ru", live=False, body=[("picture", {"image": photo})])
    in_body.save_revision()
    past_its_gate = site.add(NewsPage, "ru", live=False, picture=photo)
    Page.objects.filter(pk=past_its_gate.pk).update(live=True)
    copy, original = photo.get_rendition("width-30").file, photo.file
    assert len(anywhere(photo.pk)) >= 6
    ended(wish, end, time_machine)
    assert anywhere(photo.pk) == []
    assert not SiteImage.objects.exists()
    assert not original.storage.exists(original.name)
    assert not copy.storage.exists(copy.name)
    assert Page.objects.get(pk=past_its_gate.pk).live
    news.refresh_from_db()
    assert (news.picture, news.picture_alt) == (None, "")
    assert news.get_latest_revision_as_object().picture_alt == ""


@pytest.mark.parametrize("end", [by_asking, by_its_term])
def test_one_that_only_its_story_shows_goes_too(site, photo, end, time_machine, client):
    wish = fulfilled_with(None)
    story = make_stories(wish)[0]
    story.picture, story.picture_alt = photo, "x"
    story.save_revision()
    publish(story)
    photo.refresh_from_db()
    assert photo.wish_code == wish.code
    assert client.get(story.reading_url).status_code == 200
    ended(wish, end, time_machine)
    assert client.get(story.reading_url).status_code == 410
    assert not SiteImage.objects.exists()


def test_one_in_a_mere_draft_of_a_story_goes_too(site, photo):
    wish = fulfilled_with(None)
    story = make_stories(wish)[0]
    story.body = [("picture", {"image": photo})]
    story.save_revision()
    ended(wish, by_asking, None)
    assert not SiteImage.objects.exists()


def test_a_wish_that_waits_loses_it_with_its_consent(photo, time_machine):
    wish = lifecycle.pause(shown_with(photo))
    ended(wish, by_its_term, time_machine)
    assert not SiteImage.objects.exists()


def test_one_of_another_child_stays(photo):
    other = make_picture(consent=PhotoConsent.CHILD)
    shown_with(other)
    ended(shown_with(photo), by_asking, None)
    assert SiteImage.objects.get() == other


def test_shown_once_it_belongs_to_that_wish_and_stands_beside_no_other(photo):
    wish = shown_with(photo)
    photo.refresh_from_db()
    assert photo.wish_code == wish.code
    other = told_with(photo, email="other@example.kz")
    obstacles = gate.obstacles_to_step(make.latest(other), make.make_moderator())
    assert gate.PICTURE_OF_ANOTHER in obstacles


def test_the_database_shows_it_beside_no_other_wish(photo):
    wish = shown_with(photo)
    with pytest.raises(IntegrityError), transaction.atomic():
        CatalogueEntry.rows.update(image=make_picture(consent="child", wish_code="OTHER"))
    SiteImage.objects.filter(pk=photo.pk).update(wish_code="OTHER")
    assert not CatalogueEntry.rows.filter(wish=wish).exists()


def test_a_story_shows_no_child_of_another_wish(site, photo):
    shown_with(photo)
    story = make_stories(fulfilled_with(None))[0]
    photo.refresh_from_db()
    story.picture = photo
    with override("en"), pytest.raises(MayNotBeLive, match="another wish"):
        story.save_revision().publish()


def test_what_it_shows_is_part_of_what_was_approved(photo):
    wish = shown_with(photo)
    SiteImage.objects.filter(pk=photo.pk).update(consent="drawing", wish_code="")
    assert not CatalogueEntry.rows.exists(), "nobody has approved it as a drawing"
    obstacles = gate.obstacles_to_going_live(WishPage.objects.get(pk=wish.page_id))
    assert gate.NOT_APPROVED in obstacles


def test_a_page_that_got_it_while_it_went_is_cleared_too(site, photo):
    wish = shown_with(photo)
    lifecycle.withdraw(wish)  # the commit is not yet
    news = site.add(NewsPage, "ru", live=False, picture=SiteImage.objects.get(pk=photo.pk))
    news.save_revision()
    taking_away.sweep()
    assert not SiteImage.objects.exists()
    assert anywhere(photo.pk) == []


def test_a_draft_with_another_child_takes_nothing_of_theirs_along(photo):
    shown_with(photo)
    other = told_with(photo, email="other@example.kz")
    WishPage.objects.filter(pk=other.page_id).update(image=photo)
    ended(other, by_asking, None)
    assert SiteImage.objects.get() == photo
    assert not TakenAway.objects.filter(for_good=True).exists()
    assert CatalogueEntry.objects.get().image == photo
