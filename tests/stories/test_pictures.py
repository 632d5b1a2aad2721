"""The clock's step takes out of a story the pictures that may not stand there, and no others."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import ReferenceIndex

from campaigns import gates
from campaigns.models import StoryPage
from home.models import NewsPage
from images.models import PhotoConsent, SiteImage
from images.places import places
from tests.factories import wishes as make
from tests.factories.pages import make_picture
from tests.factories.stories import WITH_PHOTO, agree_anew, make_stories, publish

pytestmark = pytest.mark.django_db
PHONE = "8 701 123 45 67"


def block(picture, caption=""):
    picture.contextual_alt_text, picture.decorative = "", True
    return ("picture", {"image": picture, "caption": caption})


@pytest.fixture
def photo():
    return make_picture(consent=PhotoConsent.CHILD, description="x")


@pytest.fixture
def story(site, photo):
    """Live, with a photo that the consent allows."""
    story = make_stories(make.fulfilled_wish(scope=WITH_PHOTO))[1]
    story.picture, story.body = photo, [block(photo)]
    story.save_revision()
    publish(story)
    return story


def written_past_its_gate(story, **fields):
    fresh = StoryPage.objects.get(pk=story.pk)
    for name, value in fields.items():
        setattr(fresh, name, value)
        StoryPage.objects.filter(pk=story.pk).update(**{name: getattr(fresh, name)})
    ReferenceIndex.create_or_update_for_object(fresh)
    return fresh


def shown_on(story):
    return [place.image for place in places(StoryPage.objects.get(pk=story.pk))]


def test_words_in_the_way_take_no_picture_with_them(story, photo):
    other, pseudonym = make_picture(consent="child", wish_code="OTHER"), story.pseudonym
    body = [block(photo), block(other)]
    story = written_past_its_gate(story, pseudonym="Болат", body=body)
    assert [each.field for each in gates.asked(story)] == ["pseudonym", "body"]
    assert gates.clear_live_pages() == 1
    assert shown_on(story) == [photo.pk, photo.pk]
    assert gates.clear_live_pages() == 0
    written_past_its_gate(story, pseudonym=pseudonym, body=[block(photo, caption=PHONE)])
    SiteImage.objects.update(wish_code="")
    assert gates.clear_live_pages() == 0
    assert len(shown_on(story)) == 2


def test_without_consent_none_stays(story, photo):
    other = make_picture(consent=PhotoConsent.CHILD, wish_code="OTHER")
    written_past_its_gate(story, body=[block(photo), block(other)])
    agree_anew(make.Wish.objects.get(code=story.wish_code), languages=["kk"])
    StoryPage.objects.filter(pk=story.pk).update(live=True)
    assert gates.clear_live_pages() == 1
    assert shown_on(story) == []


def test_a_photo_that_may_be_there_is_its_own_once_somebody_says_it_shows_a_child(site):
    picture = make_picture(description="x")
    story = make_stories(make.fulfilled_wish(scope=WITH_PHOTO))[1]
    story.picture = picture
    story.save_revision()
    publish(story)
    ReferenceIndex.create_or_update_for_object(story)
    SiteImage.objects.update(consent=PhotoConsent.CHILD)
    assert gates.clear_live_pages() == 0
    picture.refresh_from_db()
    assert picture.wish_code == story.wish_code
    assert shown_on(story) == [picture.pk]


def test_what_was_asked_about_is_not_asked_again(site, story, photo):
    wish = make.published_wish(scope=(*WITH_PHOTO, "show_wish:photo"), email="o@example.kz")
    shown = make_picture(consent=PhotoConsent.CHILD, wish_code=wish.code)
    page = make.latest(wish)
    page.image = shown
    ReferenceIndex.create_or_update_for_object(page)
    ReferenceIndex.create_or_update_for_object(StoryPage.objects.get(pk=story.pk))
    draft = site.add(NewsPage, "ru", live=False, picture=shown)
    ReferenceIndex.create_or_update_for_object(draft)
    gates.clear_live_pages()
    with CaptureQueriesContext(connection) as asked:
        assert gates.clear_live_pages() == 0
    assert len(asked) <= 4
    assert not [query for query in asked if "FOR " in query["sql"]], "nothing is locked"
