"""A picture is taken out of every page and version; what only bears its number is not opened."""

import pytest
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from wagtail.models import Revision
from wagtail.rich_text import RichText

from home.models import NewsPage
from images import places, taking_away
from images.models import PhotoConsent, SiteImage, TakenAway
from tests.factories import wishes as make
from tests.factories.pages import make_picture, make_site
from tests.factories.stories import make_stories, publish
from wishes import lifecycle

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    return make_site()


@pytest.fixture
def photo():
    return make_picture(consent=PhotoConsent.CHILD, description="x")


def chosen(picture):
    return {"picture": picture}


def in_a_block(picture):
    picture.contextual_alt_text, picture.decorative = "x", False
    return {"body": [("heading", "x"), ("picture", {"image": picture, "caption": "x"})]}


def in_a_text(picture):
    embed = f'<embed alt="x" embedtype="image" format="left" id="{picture.pk}"/>'
    return {"body": [("paragraph", RichText(f"<p>x</p>{embed}"))]}


def showing(rows, picture):
    return [row for row in rows if picture.pk in [place.image for place in places.places(row)]]


@pytest.mark.parametrize("stands", [chosen, in_a_block, in_a_text])
def test_it_leaves_the_page_and_its_versions(site, photo, stands):
    page = site.add(NewsPage, "ru", live=False, **stands(photo))
    page.save_revision()
    versions = [page, page.get_latest_revision_as_object()]
    assert len(showing(versions, photo)) == 2
    assert places.take_out(photo) == 2
    versions = [NewsPage.objects.get(), *(each.as_object() for each in Revision.objects.all())]
    assert showing(versions, photo) == []


def test_versions_that_only_bear_its_number_are_not_opened(site, photo):
    wish = make.tell_wish(what=f"Мяч {photo.pk}")
    news = site.add(NewsPage, "ru", live=False)

    def queries():
        with CaptureQueriesContext(connection) as made:
            assert places.take_out(photo) == 0
        return len(made)

    queries()
    before = queries()
    wish_page = make.latest(wish)
    for _ in range(25):
        news.lead = f"Их было {photo.pk}"
        news.body = [("heading", f"{photo.pk}"), ("quote", {"text": f"{photo.pk}!", "who": ""})]
        news.save_revision()
        wish_page.save_revision()
    assert queries() == before


def test_versions_with_a_chosen_picture_are_found_by_an_index(photo):
    with connection.cursor() as cursor:
        # So few rows would be read one by one.
        cursor.execute("SET LOCAL enable_seqscan = off")
    plans = [rows.explain() for rows in places.versions_naming(photo)]
    assert sum("images_version_names" in plan for plan in plans) == 2, "`image` and `picture`"


def test_a_withdrawal_looks_for_it_once(photo):
    wish = make.tell_wish(scope=make.agreeing_to("photo"))
    page = make.latest(wish)
    page.image = photo
    page.save_revision(user=None)
    for _step in range(2):
        make.decisions.decide(wish, make.make_moderator(), make.decisions.APPROVE, {})
    with CaptureQueriesContext(connection) as made:
        lifecycle.withdraw(wish)
    searches = [one["sql"] for one in made if "wagtailcore_revision" in one["sql"]]
    searches = [sql for sql in searches if "content" in sql and " ~ " in sql]
    assert searches
    assert len(searches) == len(set(searches))


def test_taken_away_for_good_is_not_undone_by_less():
    picture = make_picture(consent=PhotoConsent.ADULTS)
    picture.take_away()
    picture.forget_renditions()
    assert TakenAway.objects.get().for_good
    taking_away.sweep()
    assert not SiteImage.objects.exists()


def test_one_of_adults_on_a_wish_and_on_its_story_is_deleted_with_both(site):
    scope = (*make.agreeing_to("photo", purposes=("show_wish", "pass_gift", "tell_story")),)
    wish = make.tell_wish(scope=scope)
    picture = make_picture(consent=PhotoConsent.ADULTS, description="x")
    page = make.latest(wish)
    page.image = picture
    page.save_revision(user=None)
    for _step in range(2):
        make.decisions.decide(wish, make.make_moderator(), make.decisions.APPROVE, {})
    wish.refresh_from_db()
    staff = make.make_moderator()
    wish = lifecycle.receive(lifecycle.claim(wish), staff)
    wish = lifecycle.fulfil(lifecycle.deliver(wish, staff), staff)
    story = make_stories(wish)[0]
    story.picture = picture
    story.save_revision()
    publish(story)
    with TestCase.captureOnCommitCallbacks(execute=True):
        lifecycle.withdraw(wish)
    taking_away.sweep()
    assert not SiteImage.objects.exists()
