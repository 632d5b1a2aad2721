"""From a wish that came true to drafts of its story: one button of the moderators."""

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEntry
from campaigns.models import StoryPage
from tests.factories import wishes as make
from tests.factories.claims import any_hub
from tests.factories.stories import AGREED, make_stories
from wishes import stories
from wishes.claims.models import Claim, Thanks
from wishes.dossiers import links
from wishes.stories.making import CannotBeTold

pytestmark = pytest.mark.django_db


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


def test_a_new_consent_makes_a_new_story_beside_the_tombstone(wish):
    first = make_stories(wish)[0]
    stories.take_down(wish)
    second = make_stories(wish)[0]
    assert first.slug != second.slug
