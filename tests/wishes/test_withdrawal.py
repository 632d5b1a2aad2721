"""Consent ends: within a minute nothing of the wish is left to read, whoever works or does not."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.http import Http404
from django.test import TestCase
from django.utils import timezone
from django.views.static import serve
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import ReferenceIndex

from edge.caching import SHARED_SECONDS
from images import taking_away
from images.models import PhotoConsent, SiteImage, TakenAway
from jobs.periodic import step_named
from tests.factories import wishes as make
from tests.factories.pages import make_site
from tests.factories.stories import AGREED, make_stories, publish
from tests.images.test_reencode import photo
from wishes import lifecycle
from wishes.dossiers.models import Child, Consent
from wishes.models import CatalogueEntry, Wish, WishPage
from wishes.models.words import PUBLIC_FIELDS, fingerprint
from wishes.states import ON_THE_SITE, State

pytestmark = pytest.mark.django_db
PLACES = (
    "/{0}/", "/{0}/wishes/", "/{0}/wishes/?q=мяч", "/{0}/wishes/feed/", "/{0}/search/?q=мяч",
    "/sitemap.xml", "/sitemap-wishes.xml",
)  # fmt: skip


def shown_at(client, wish):
    """The addresses at which a reader finds the wish."""
    found = []
    for language in ("kk", "ru", "en"):
        own = f"/{language}/wishes/{wish.code}/"
        found += [own] if client.get(own).status_code == 200 else []
        for place in PLACES:
            url = place.format(language)
            if wish.code in b"".join(client.get(url)).decode():
                found.append(url)
    return set(found)


def midnight_after(day):
    """The first moment of the next day in Almaty, which is five hours ahead."""
    return datetime(day.year, day.month, day.day, 19, tzinfo=UTC)


def by_its_term(time_machine):
    wish = make.published_wish()
    return wish, Consent.objects.get(application__wish=wish).valid_until


def by_the_birthday(time_machine):
    today = timezone.localdate()
    birthday = today.replace(year=today.year - 18) + timedelta(days=40)
    wish = make.published_wish(born_on=birthday)
    return wish, birthday.replace(year=birthday.year + 18) - timedelta(days=1)


def test_a_wish_on_the_site_is_found_everywhere(client):
    """The control for all below."""
    wish = make.published_wish()
    assert len(shown_at(client, wish)) >= 3 * 6 + 1


def test_withdrawing_leaves_nothing_in_any_language(client):
    wish = make.published_wish()
    lifecycle.withdraw(wish)
    assert shown_at(client, wish) == set()
    for language in ("kk", "ru", "en"):
        answer = client.get(f"/{language}/wishes/{wish.code}/")
        assert answer.status_code == 410
        assert "public" not in answer["Cache-Control"]
    assert Wish.objects.get().state == State.WITHDRAWN, "what is left is the tombstone"


@pytest.mark.parametrize("end", [by_its_term, by_the_birthday])
def test_after_the_last_midnight_nothing_shows_though_no_worker_works(client, end, time_machine):
    wish, last_day = end(time_machine)
    time_machine.move_to(midnight_after(last_day) - timedelta(seconds=1), tick=False)
    assert shown_at(client, wish)
    time_machine.move_to(midnight_after(last_day), tick=False)
    assert shown_at(client, wish) == set()
    assert client.get(f"/ru/wishes/{wish.code}/").status_code == 410
    assert CatalogueEntry.rows.exists(), "nobody has taken it away yet"
    assert lifecycle.apply_consents() == 1
    assert not CatalogueEntry.rows.exists()
    assert not WishPage.objects.live().exists()


def test_a_consent_ended_past_all_code_takes_the_wish_along(client):
    wish = make.published_wish()
    with connection.cursor() as cursor:
        cursor.execute("update dossiers_consent set state = 'withdrawn', ended_at = now()")
    assert shown_at(client, wish) == set()
    assert lifecycle.apply_consents() == 1
    wish.refresh_from_db()
    assert wish.state == State.WITHDRAWN
    assert not WishPage.objects.live().exists()


def test_a_child_that_turns_out_older_is_hidden_at_once(client):
    wish = make.published_wish()
    Child.objects.update(born_on=timezone.localdate().replace(year=timezone.localdate().year - 19))
    assert shown_at(client, wish) == set()


def test_less_than_a_minute_whoever_ends_it():
    """See docs/decisions/0020: the clock looks every 5 seconds; pages need a cache's time alone."""
    looks = timedelta(seconds=5)
    names = (
        "end consents that are over",
        "delete pictures taken away",
        "take pictures of children off pages that may not show them",
    )
    for name in names:
        worst = step_named(name).every + looks + timedelta(seconds=SHARED_SECONDS)
        assert worst < timedelta(minutes=1)


def test_the_story_of_a_wish_goes_with_it(client):
    make_site()
    wish = make.fulfilled_wish(scope=AGREED)
    told = make_stories(wish)
    for story in told:
        publish(story)
    assert [client.get(story.reading_url).status_code for story in told] == [200] * 3
    lifecycle.withdraw(wish)
    assert [client.get(story.reading_url).status_code for story in told] == [410] * 3


# --- Pictures -------------------------------------------------------------------------------


def picture():
    file = ContentFile(photo().read(), name="b.jpg")
    return SiteImage.objects.create(title="Ball", file=file, consent=PhotoConsent.DRAWING)


def wish_with(image, **changes):
    wish = make.tell_wish(**changes)
    page = make.latest(wish)
    page.image = image
    page.save_revision(user=None)
    for _step in range(2):
        make.decisions.decide(wish, make.make_moderator(), make.decisions.APPROVE, {})
    wish.refresh_from_db()
    return wish


def withdraw(wish):
    with TestCase.captureOnCommitCallbacks(execute=True):
        lifecycle.withdraw(wish)


def served(name, settings, rf):
    """As the address of pictures does, from this test's own folder."""
    return serve(rf.get("/"), name, document_root=settings.MEDIA_ROOT).status_code


def test_every_copy_of_its_picture_and_the_picture_itself_are_gone(settings, rf):
    image = picture()
    wish = wish_with(image)
    copy, original = image.get_rendition("width-30").file, image.file
    assert served(copy.name, settings, rf) == 200
    withdraw(wish)
    with pytest.raises(Http404):
        served(copy.name, settings, rf)
    assert not original.storage.exists(original.name)
    assert not SiteImage.objects.exists()
    assert all(version.content["image"] is None for version in wish.page.revisions.all())


def test_a_picture_that_something_else_shows_stays():
    image = picture()
    first, _second = wish_with(image), wish_with(image, email="other@example.kz")
    withdraw(first)
    assert image.file.storage.exists(image.file.name)
    assert WishPage.objects.get(code=_second.code).image == image


def test_a_copy_made_while_it_went_is_deleted_again(time_machine):
    """A reader whose answer was begun before the commit may make the file anew."""
    image = picture()
    wish = wish_with(image)
    copy = image.get_rendition("width-30").file
    storage, name = copy.storage, copy.name
    withdraw(wish)
    storage.save(name, ContentFile(b"pixels"))
    storage.save(name.replace("width-30", "width-60"), ContentFile(b"pixels"))
    taking_away.sweep()
    assert storage.listdir(name.rpartition("/")[0])[1] == []
    time_machine.move_to(timezone.now() + taking_away.WATCHED + timedelta(seconds=1))
    assert taking_away.sweep() == 1
    assert not TakenAway.objects.exists()


def test_a_wish_that_comes_back_has_its_picture_again():
    image = picture()
    wish = wish_with(image)
    with TestCase.captureOnCommitCallbacks(execute=True):
        lifecycle.pause(wish)
    lifecycle.publish(wish, wish.page.get_latest_revision())
    image.get_rendition("width-30")
    taking_away.sweep()
    assert image.renditions.count() == 1
    assert image.renditions.get().file.storage.exists(image.renditions.get().file.name)


def test_what_was_noted_of_the_page_itself_keeps_no_picture():
    image = picture()
    wish = wish_with(image)
    ReferenceIndex.create_or_update_for_object(make.latest(wish))
    assert ReferenceIndex.get_references_to(image).exists()
    withdraw(wish)
    assert not SiteImage.objects.exists()


# --- The database and the code mean the same --------------------------------------------------


BIRTHDAYS = ["2008-02-29", "2008-03-01", "2008-02-28", "2006-03-01", "2007-12-31", "2010-01-01"]


@pytest.mark.parametrize("born", BIRTHDAYS)
def test_the_last_day_of_childhood_is_the_same_for_both(born):
    wish = make.tell_wish()
    with make.fences_down("dossiers_consent"):
        Consent.objects.update(valid_until=None, valid_from="2020-01-01")
    Child.objects.update(born_on=born)
    with connection.cursor() as cursor:
        cursor.execute("SELECT dossiers_last_day(consent) FROM dossiers_consent consent")
        (last,) = cursor.fetchone()
    consents = Consent.objects.filter(application__wish=wish)
    assert consents.valid(on=last).exists()
    assert not consents.valid(on=last + timedelta(days=1)).exists()
    assert consents.overdue(on=last + timedelta(days=1)).exists()


def test_the_database_knows_the_states_that_are_shown():
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'dossiers_was_approved'")
        (source,) = cursor.fetchone()
    states = re.search(r"wish\.state IN \(([^)]*)\)", source)[1]
    assert set(re.findall(r"'(\w+)'", states)) == ON_THE_SITE


words = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40)


numbers = st.integers(1, 2**31)


@given(st.lists(words, min_size=8, max_size=8), numbers, st.none() | numbers)
def test_the_database_tells_words_apart_as_the_code_does(texts, price, image):
    values = dict(zip(PUBLIC_FIELDS, [*texts, "7-10", 3, 4, price, image], strict=True))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT wishes_print(jsonb_object(%s, %s))",
            [list(values), [None if value is None else str(value) for value in values.values()]],
        )
        assert cursor.fetchone()[0] == fingerprint(type("Words", (), values))
