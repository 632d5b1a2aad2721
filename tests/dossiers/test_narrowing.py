"""A part of a consent is taken back: it leaves the site at once; the wish stays if it can."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.test import TestCase
from PIL import Image

from audit.models import AuditEntry
from campaigns.models import StoryPage
from images.models import SiteImage
from tests.factories import wishes as make
from tests.factories.pages import make_site
from tests.factories.stories import AGREED, make_stories, publish
from wishes import lifecycle
from wishes.dossiers.models import Consent
from wishes.dossiers.models.scope import NEEDED, scope_of
from wishes.models import CatalogueEntry
from wishes.moderation import decisions, gate

pytestmark = pytest.mark.django_db
ALL = ("kk", "ru", "en")
NAMED = make.agreeing_to("first_name", purposes=("show_wish", "pass_gift", "tell_story"))


@pytest.fixture
def site():
    return make_site()


def consent_of(wish):
    return wish.application.valid_consent()


def row_of(wish):
    return CatalogueEntry.objects.filter(wish=wish).first()


def test_narrowing_ends_the_old_row_and_begins_a_new_one():
    wish = make.tell_wish(scope=NAMED)
    old = consent_of(wish)
    lifecycle.narrow(wish, NEEDED, ALL, language="ru")
    new = consent_of(wish)
    old.refresh_from_db()
    assert (old.state, new.follows, new.scope) == ("narrowed", old, list(NEEDED))
    assert (new.giver_name, new.valid_until) == (old.giver_name, old.valid_until)
    entry = AuditEntry.objects.get(action="consent.narrow")
    assert entry.facts["gone"]["scope"] == [
        "show_wish:first_name", "tell_story:first_name", "tell_story:text",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("scope", "languages"),
    [
        (NEEDED, ALL),
        ((), ALL),
        (NEEDED, ()),
        (NAMED, ("ru",)),
        (NEEDED, (*ALL, "de")),
    ],
)
def test_what_is_not_less_is_no_narrowing(scope, languages):
    wish = make.tell_wish()
    with pytest.raises(lifecycle.NothingToNarrow):
        lifecycle.narrow(wish, scope, languages, language="ru")
    assert Consent.objects.get().state == "granted"


def test_a_name_taken_back_leaves_the_site_at_once_and_the_wish_stays():
    wish = make.published_wish(scope=NAMED, why="Я Айгерим, хочу играть с друзьями во дворе.")
    assert row_of(wish).pseudonym == "Айгерим"
    lifecycle.narrow(wish, NEEDED, ALL, language="ru")
    row = row_of(wish)
    assert row.pseudonym != "Айгерим"
    assert "Айгерим" not in row.story_ru
    assert row.pseudonym in row.story_ru
    assert "Айгерим" not in str([r.content for r in make.latest(wish).revisions.all()])
    wish.refresh_from_db()
    assert wish.state == "published"
    assert make.latest(wish).live
    assert gate.obstacles_to_going_live(make.latest(wish)) == []


def test_narrowing_what_is_not_shown_leaves_the_page_as_it_is():
    wish = make.published_wish(scope=NAMED, languages=ALL)
    before = make.latest(wish).fingerprint
    scope = make.agreeing_to("first_name")
    lifecycle.narrow(wish, scope, ("ru",), language="ru")
    assert make.latest(wish).fingerprint == before
    assert row_of(wish).pseudonym == "Айгерим"


def test_a_photo_taken_back_leaves_the_site_and_a_drawing_stays():
    scope = make.agreeing_to("photo")
    for kind, is_left in (("child", False), ("drawing", True)):
        wish = _published_with(picture_of(kind), scope)
        lifecycle.narrow(wish, NEEDED, ALL, language="ru")
        assert (row_of(wish).image is not None) == is_left


@pytest.mark.parametrize("is_on_the_site", [True, False])
def test_a_photo_that_was_taken_back_is_kept_nowhere(is_on_the_site):
    wish = _published_with(picture_of("child"), make.agreeing_to("photo"))
    picture = SiteImage.objects.get()
    if not is_on_the_site:
        lifecycle.reopen(wish, make.make_moderator())
    storage, name = picture.file.storage, picture.file.name
    with TestCase.captureOnCommitCallbacks(execute=True):
        lifecycle.narrow(wish, NEEDED, ALL, language="ru")
    assert not SiteImage.objects.exists()
    assert not storage.exists(name)


def test_a_photo_that_a_story_may_still_show_stays():
    scope = make.agreeing_to("photo", purposes=("show_wish", "pass_gift", "tell_story"))
    wish = _published_with(picture_of("child"), scope)
    left = scope_of({"show_wish": ["text"], "pass_gift": ["text"], "tell_story": ["text", "photo"]})
    with TestCase.captureOnCommitCallbacks(execute=True):
        lifecycle.narrow(wish, left, ALL, language="ru")
    assert row_of(wish).image is None
    assert SiteImage.objects.exists()


def picture_of(consent):
    file = BytesIO()
    Image.new("RGB", (40, 30), "red").save(file, "PNG")
    content = ContentFile(file.getvalue(), name="ball.png")
    return SiteImage.objects.create(title="Ball", file=content, consent=consent)


def _published_with(picture, scope):
    wish = make.tell_wish(scope=scope)
    page = make.latest(wish)
    page.image = picture
    page.save_revision(user=make.make_moderator())
    for _reading in range(2):
        decisions.decide(wish, make.make_moderator(), decisions.APPROVE, {})
    wish.refresh_from_db()
    assert row_of(wish).image == picture
    return wish


def test_without_a_language_that_is_left_the_wish_goes_back_to_its_moderators():
    wish = make.published_wish()
    wish = lifecycle.narrow(wish, NEEDED, ("kk",), language="ru")
    assert row_of(wish) is None
    assert wish.state == "in_review"
    assert not make.latest(wish).live


def test_a_wish_that_is_being_read_loses_the_name_as_well():
    wish = make.tell_wish(scope=NAMED)
    lifecycle.narrow(wish, NEEDED, ALL, language="ru")
    assert make.latest(wish).pseudonym != "Айгерим"


def test_a_name_taken_back_from_the_wish_leaves_its_story_too(site):
    """The address of a story names the wish: its name there would be that of the wish."""
    wish = make.fulfilled_wish(scope=NAMED)
    for story in make_stories(wish):
        publish(story)
    left = [cell for cell in NAMED if cell != "show_wish:first_name"]
    lifecycle.narrow(wish, left, ALL, language="ru")
    assert not StoryPage.objects.live().exists()
    gentle = row_of(wish).pseudonym
    again = make_stories(wish)
    assert {story.pseudonym for story in again} == {gentle.partition(" ")[0]}
    publish(again[0])


def test_a_name_the_wish_never_bore_leaves_its_story_as_it_is(site):
    wish = make.fulfilled_wish(scope=(*AGREED, "show_wish:photo"))
    publish(make_stories(wish)[0])
    lifecycle.narrow(wish, AGREED, ALL, language="ru")
    assert StoryPage.objects.live().count() == 1
