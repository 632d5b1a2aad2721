"""From a wish that came true to a story: made by moderators, published only with consent."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.copy_for_translation import CopyPageForTranslationAction
from wagtail.models import Locale, Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield
from wagtail_localize.models import String, StringSegment, TranslationSource

from audit.models import AuditEntry
from campaigns.models import StoryPage
from images.models import PhotoConsent
from search.models import SearchEntry
from tests.factories import wishes as make
from tests.factories.claims import any_hub
from tests.factories.pages import make_picture, make_site
from tests.factories.staff import make_officer
from users import roles
from wishes import lifecycle, stories
from wishes.claims.models import Claim, Thanks
from wishes.dossiers import links
from wishes.dossiers.models import Consent
from wishes.dossiers.models.scope import NEEDED
from wishes.stories.making import CannotBeTold

pytestmark = pytest.mark.django_db

AGREED = (*NEEDED, "tell_story:text")
WITH_NAME = (*AGREED, "show_wish:first_name", "tell_story:first_name")
WITH_PHOTO = (*AGREED, "tell_story:photo")


@pytest.fixture
def site():
    return make_site()


@pytest.fixture
def wish(site):
    return make.fulfilled_wish(scope=AGREED)


def agree_anew(wish, **changes):
    """Another consent in place of the one in force."""
    consent = Consent.objects.get(application__wish=wish, state="granted")
    Consent.objects.filter(pk=consent.pk).update(state="withdrawn", ended_at=timezone.now())
    for name, value in {
        "pk": None,
        "id": None,
        "_state": type(consent._state)(),
        **changes,
    }.items():
        setattr(consent, name, value)
    consent.save()


def make_stories(wish):
    return stories.make(wish, make.make_moderator())


def publish(story):
    Page.objects.get(pk=story.pk).specific.get_latest_revision().publish()
    story.refresh_from_db()


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
        with pytest.raises(ValidationError), transaction.atomic():
            way()
    for sql in ("UPDATE wagtailcore_page SET live = true WHERE id = %s",):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, [story.pk])
    assert not StoryPage.objects.live().exists()
    return True


def test_one_button_makes_a_draft_in_each_language(wish):
    made = make_stories(wish)
    assert [story.locale.language_code for story in made] == ["kk", "ru", "en"]
    assert len({story.translation_key for story in made}) == 1
    for story in made:
        assert not story.live
        assert story.wish_code == wish.code
        assert story.pseudonym == wish.page.pseudonym
        assert "Айгерим" not in f"{story.title} {story.lead} {story.slug}"
    assert "Желание исполнилось" in made[1].title
    assert AuditEntry.objects.filter(action="story.make").count() == 3


def test_pressed_twice_it_makes_one(wish):
    assert {story.pk for story in make_stories(wish)} == {story.pk for story in make_stories(wish)}


def test_no_story_of_a_wish_that_did_not_come_true(site):
    with pytest.raises(CannotBeTold):
        make_stories(make.claimed_wish(scope=AGREED))


def test_no_story_without_consent_for_one(site):
    with pytest.raises(CannotBeTold):
        make_stories(make.fulfilled_wish())
    assert not StoryPage.objects.exists()


def test_the_press_publishes_it(wish, client):
    for story in make_stories(wish):
        publish(story)
        assert client.get(story.reading_url).status_code == 200


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
    with pytest.raises(ValidationError):
        english.get_latest_revision().publish()


def test_the_press_gives_the_child_no_other_name(wish):
    story = make_stories(wish)[0]
    story.pseudonym = "Айгерим"
    with pytest.raises(ValidationError):
        story.save_revision().publish()


def test_the_first_name_of_a_wish_is_not_agreed_to_for_a_story_by_itself(site):
    wish = make.fulfilled_wish(scope=WITH_NAME)
    story = make_stories(wish)[0]
    agree_anew(wish, scope=[*AGREED, "show_wish:first_name"])
    with pytest.raises(ValidationError):
        story.get_latest_revision().publish()


def test_a_photo_of_a_child_needs_consent_for_one(wish):
    story = make_stories(wish)[0]
    story.picture = make_picture(consent=PhotoConsent.CHILD, description="x")
    with pytest.raises(ValidationError):
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
    with pytest.raises(ValidationError):
        copied.get_latest_revision().publish()


def test_no_version_and_no_hand_gives_a_story_another_wish(wish):
    story = make_stories(wish)[0]
    revision = story.get_latest_revision()
    revision.content["wish_code"] = ""
    assert revision.as_object().wish_code == wish.code
    with pytest.raises(IntegrityError), transaction.atomic():
        StoryPage.objects.filter(pk=story.pk).update(wish_code="")


def test_withdrawal_takes_it_down_in_every_language(wish, client):
    made = make_stories(wish)
    picture = make_picture(description="x")
    rendition = picture.get_rendition("width-20").file
    made[0].picture = picture
    made[0].save_revision()
    for story in made:
        publish(story)
    urls = [story.reading_url for story in made]
    assert SearchEntry.objects.count() == 3
    lifecycle.withdraw(wish)
    stories.take_down(wish)
    for url, story in zip(urls, made, strict=True):
        assert client.get(url).status_code == 410
        assert client.get(url).headers["Cache-Control"] != "public"
        story.refresh_from_db()
        assert not story.live
        assert not story.body
        assert not story.revisions.exists()
    assert not SearchEntry.objects.exists()
    assert not picture.renditions.exists()
    assert rendition.name not in [r.file.name for r in picture.renditions.all()]
    assert AuditEntry.objects.filter(action="story.take_down").count() == 3


def test_taken_down_it_stays_down(wish):
    story = make_stories(wish)[0]
    publish(story)
    stories.take_down(wish)
    story = StoryPage.objects.get(pk=story.pk)
    for way in (story.save, lambda: story.save_revision().publish()):
        story.live = True
        with pytest.raises(ValidationError), transaction.atomic():
            way()


def test_the_database_hides_a_story_when_its_consent_ends(wish):
    story = make_stories(wish)[0]
    publish(story)
    Consent.objects.update(state="withdrawn", ended_at="2026-01-01T00:00Z")
    assert not Page.objects.get(pk=story.pk).live


def test_a_draft_that_was_never_shown_is_emptied_too(wish):
    story = make_stories(wish)[0]
    assert stories.take_down(wish) == 3
    story.refresh_from_db()
    assert story.title == wish.code
    assert stories.take_down(wish) == 0


def test_a_new_consent_makes_a_new_story_beside_the_tombstone(wish):
    first = make_stories(wish)[0]
    stories.take_down(wish)
    second = make_stories(wish)[0]
    assert first.slug != second.slug


def test_stories_of_no_single_wish_need_no_consent(site):
    assert site.add(StoryPage).live


def test_the_button_stands_on_a_wish_that_came_true(client, wish):
    client.force_login(make.make_moderator())
    url = reverse("wish_story", args=[wish.code])
    assert url in client.get(reverse("wagtailadmin_pages:edit", args=[wish.page_id])).text
    assert url in client.get(reverse("wish_desk:review", args=[wish.code])).text
    assert client.get(url).status_code == 200
    assert client.post(url).status_code == 302
    assert StoryPage.objects.filter(wish_code=wish.code).count() == 3
    assert "wish" in client.get(url).text
    other = make.published_wish()
    edit = reverse("wagtailadmin_pages:edit", args=[other.page_id])
    assert reverse("wish_story", args=[other.code]) not in client.get(edit).text
    review = reverse("wish_desk:review", args=[other.code])
    assert reverse("wish_story", args=[other.code]) not in client.get(review).text
    client.post(reverse("wish_story", args=[other.code]))
    assert not StoryPage.objects.filter(wish_code=other.code).exists()


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


def test_approved_words_of_thanks_stand_in_their_language(wish):
    claim = Claim.objects.filter(wish=wish).first() or Claim.objects.create(
        wish=wish, language="ru", hub=any_hub(),
        state="fulfilled", bought_by=make.make_moderator(),
        received_by=make.make_moderator(), received_at=timezone.now(),
        **links.LINKS.new(),
    )  # fmt: skip
    Thanks.objects.create(
        claim=claim, text="Спасибо за мяч!", language="ru",
        approved_by=make.make_moderator(), approved_at=timezone.now(),
    )  # fmt: skip
    kazakh, russian, _english = make_stories(wish)
    assert "Спасибо за мяч!" in str(russian.body)
    assert "Спасибо" not in str(kazakh.body)


def test_what_was_handed_in_for_translation_goes_too(wish):
    kazakh, _russian, english = make_stories(wish)
    english.delete()
    source, _made = TranslationSource.get_or_create_from_instance(kazakh)
    source.update_from_db()
    assert StringSegment.objects.exists()
    stories.take_down(wish)
    assert not TranslationSource.objects.exists()
    assert not String.objects.filter(data__contains="Футбольный").exists()
