"""A story is published only as far as its consent reaches on that day."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from wagtail.actions.copy_for_translation import CopyPageForTranslationAction
from wagtail.models import Locale
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from campaigns.models import StoryPage
from edge.refused import MayNotBeLive
from images.models import PhotoConsent
from tests.factories import wishes as make
from tests.factories.pages import make_picture
from tests.factories.staff import make_officer
from tests.factories.stories import AGREED, WITH_NAME, WITH_PHOTO, agree_anew, make_stories, publish
from users import roles
from wishes.dossiers.models.scope import NEEDED

pytestmark = pytest.mark.django_db


def test_the_press_publishes_it(wish, client):
    for story in make_stories(wish):
        publish(story)
        assert client.get(story.reading_url).status_code == 200


def refuses_to_publish(story):
    def save_live(**how):
        page = StoryPage.objects.get(pk=story.pk)
        page.live = True
        page.save(**how)

    def through_a_new_revision():
        StoryPage.objects.get(pk=story.pk).save_revision().publish()

    for way in (
        lambda: story.get_latest_revision().publish(),
        through_a_new_revision,
        save_live,
        lambda: save_live(clean=False),
        lambda: save_live(update_fields=["live"]),
    ):
        with pytest.raises(MayNotBeLive), transaction.atomic():
            way()
    for sql in ("UPDATE wagtailcore_page SET live = true WHERE id = %s",):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, [story.pk])
    assert not StoryPage.objects.live().exists()
    return True


@pytest.mark.parametrize(
    "change",
    [
        {"scope": [*NEEDED, "tell_story:photo"]},
        {"state": "withdrawn", "ended_at": "2026-01-01T00:00Z"},
        {"valid_from": "2020-01-01", "valid_until": "2020-02-01"},
    ],
)
def test_consent_is_asked_anew_when_it_is_published(wish, change):
    story = make_stories(wish)[0]
    agree_anew(wish, **change)
    assert refuses_to_publish(story)


def test_a_language_that_was_not_agreed_to_stays_a_draft(wish):
    kazakh, _russian, english = make_stories(wish)
    agree_anew(wish, languages=["kk"])
    publish(kazakh)
    with pytest.raises(MayNotBeLive):
        english.get_latest_revision().publish()


def test_the_press_gives_the_child_no_other_name(wish):
    story = make_stories(wish)[0]
    story.pseudonym = "Айгерим"
    with pytest.raises(MayNotBeLive):
        story.save_revision().publish()


def test_the_first_name_of_a_wish_is_not_agreed_to_for_a_story_by_itself(site):
    wish = make.fulfilled_wish(scope=WITH_NAME)
    story = make_stories(wish)[0]
    agree_anew(wish, scope=[*AGREED, "show_wish:first_name"])
    with pytest.raises(MayNotBeLive):
        story.get_latest_revision().publish()


def test_a_photo_of_a_child_needs_consent_for_one(wish):
    story = make_stories(wish)[0]
    story.picture = make_picture(consent=PhotoConsent.CHILD, description="x")
    with pytest.raises(MayNotBeLive):
        story.save_revision().publish()
    agree_anew(wish, scope=WITH_PHOTO)
    story.save_revision().publish()
    assert StoryPage.objects.live().count() == 1


def test_a_translation_keeps_the_code_and_so_the_fence(wish):
    kazakh, _russian, english = make_stories(wish)
    english.delete()
    to = Locale.objects.get(language_code="en")
    copied = CopyPageForTranslationAction(kazakh, to).execute(skip_permission_checks=True)
    assert copied.wish_code == wish.code
    agree_anew(wish, scope=NEEDED)
    with pytest.raises(MayNotBeLive):
        copied.get_latest_revision().publish()


def test_no_version_and_no_hand_gives_a_story_another_wish(wish):
    story = make_stories(wish)[0]
    revision = story.get_latest_revision()
    revision.content["wish_code"] = ""
    assert revision.as_object().wish_code == wish.code
    with pytest.raises(IntegrityError), transaction.atomic():
        StoryPage.objects.filter(pk=story.pk).update(wish_code="")


def test_stories_of_no_single_wish_need_no_consent(site):
    assert site.add(StoryPage).live


def test_the_press_is_told_why_it_cannot_publish(client, wish):
    story = make_stories(wish)[0]
    client.force_login(make_officer(roles.PRESS))
    url = reverse("wagtailadmin_pages:edit", args=[story.pk])
    assert client.get(url).status_code == 200
    agree_anew(wish, scope=NEEDED)
    form = nested_form_data(
        {
            "title": story.title, "slug": story.slug, "pseudonym": story.pseudonym,
            "date": "2026-05-01", "lead": story.lead, "picture": "", "picture_alt": "",
            "campaign": "", "body": streamfield([]), "seo_title": "", "search_description": "",
            "go_live_at": "", "expire_at": "", "comments": inline_formset([]),
        }
    )  # fmt: skip
    answer = client.post(url, {**form, "action-publish": "1"})
    assert answer.status_code == 200
    assert "There is no consent in force for telling" in answer.text
    assert not StoryPage.objects.live().exists()


def test_bulk_publishing_says_why_instead_of_breaking(client, wish):
    story = make_stories(wish)[0]
    client.force_login(make_officer(roles.PRESS))
    agree_anew(wish, scope=NEEDED)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    answer = client.post(f"{url}?id={story.pk}")
    assert answer.status_code == 302
    assert not StoryPage.objects.live().exists()
