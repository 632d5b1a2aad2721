"""A page holds only what may be public, in every version of it."""

import pytest
from django.db import connection
from django.urls import reverse
from wagtail.models import Revision
from wagtail.users.models import UserProfile

from tests.factories import wishes as make
from tests.wishes.test_admin import edit_url, form_of
from wishes import lifecycle
from wishes.models import WishPage
from wishes.moderation import decisions, versions

pytestmark = pytest.mark.django_db
PHONE = "8 701 123 45 67"
STATES = (
    make.tell_wish, make.asked_wish, make.rejected_wish, make.safeguarded_wish, make.published_wish,
    make.claimed_wish, make.fulfilled_wish, make.withdrawn_wish,
)  # fmt: skip


def edited(wish, story="Хочу мяч, чтобы играть с друзьями."):
    page = make.latest(wish)
    page.story_ru = story
    page.save_revision(user=make.make_moderator())
    return WishPage.objects.get(pk=page.pk)


def tables_with(text):
    """Every table in which `text` stands, searched to the last column."""
    found = set()
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT 1 FROM "{table}" one WHERE one::text LIKE %s', [f"%{text}%"])
            found |= {table} if cursor.fetchone() else set()
    return found


def test_in_no_state_a_version_holds_other_words_or_fields():
    for state in STATES:
        page = WishPage.objects.get(pk=state().page_id)
        assert list(versions.strays(page)) == [], state.__name__


def test_what_was_taken_out_stands_in_the_dossier_alone():
    wish = make.tell_wish(why=f"Звоните {PHONE}, мы живём рядом с парком.")
    assert "wishes_wishpage" in tables_with(PHONE), "the control: as it was told"
    edited(wish)
    private = {"dossiers_application", "dossiers_hit"}
    assert tables_with(PHONE) <= private


def test_approving_leaves_one_text_in_all_versions():
    wish = make.tell_wish(why=f"Звоните {PHONE}, мы живём рядом с парком.")
    page = edited(wish)
    edited(wish, "Хочу мяч, чтобы играть во дворе.")
    for _step in range(2):
        decisions.decide(wish, make.make_moderator(), decisions.APPROVE, {})
    stories = {version.content["story_ru"] for version in page.revisions.all()}
    assert stories == {"Хочу мяч, чтобы играть во дворе."}
    assert page.revisions.count() >= 3


def test_a_stray_is_found():
    """The control for the check itself."""
    page = edited(make.tell_wish())
    version = page.revisions.order_by("pk").first()
    content = version.content | {"story_ru": PHONE, "guardian": "Гульнара"}
    Revision.objects.filter(pk=version.pk).update(content=content)
    found = " ".join(versions.strays(page))
    assert "guardian" in found
    assert "story_ru" in found


def test_words_for_search_engines_and_comments_are_in_none(client):
    wish = make.tell_wish()
    page = make.latest(wish)
    page.search_description = page.seo_title = PHONE
    page.save_revision()
    assert PHONE not in str([version.content for version in page.revisions.all()])


def test_reading_an_old_version_is_for_moderators(client):
    wish = make.published_wish()
    version = wish.page.revisions.order_by("pk").first()
    press = make.make_user("press")
    client.force_login(press)
    for name in ("revisions_view", "revisions_revert"):
        answer = client.get(reverse(f"wagtailadmin_pages:{name}", args=[wish.page_id, version.pk]))
        assert answer.status_code in (302, 403)
    compare = reverse(
        "wagtailadmin_pages:revisions_compare", args=[wish.page_id, "earliest", "latest"]
    )
    assert client.get(compare).status_code in (302, 403)


def test_going_back_to_an_old_version_brings_no_old_words_back(client):
    wish = make.tell_wish(why=f"Звоните {PHONE}, мы живём рядом с парком.")
    old = wish.page.revisions.order_by("pk").first()
    edited(wish)
    moderator = make.make_moderator()
    client.force_login(moderator)
    answer = client.get(reverse("wagtailadmin_pages:revisions_revert", args=[wish.page_id, old.pk]))
    assert PHONE not in answer.content.decode()
    client.post(edit_url(wish), form_of(client, wish, revision=old.pk))
    assert PHONE not in make.latest(wish).story_ru


def test_a_withdrawn_wish_keeps_no_picture_in_any_version():
    wish = lifecycle.withdraw(make.published_wish())
    assert {version.content["image"] for version in wish.page.revisions.all()} == {None}


@pytest.mark.parametrize(
    "state", [make.asked_wish, make.published_wish, make.fulfilled_wish, make.withdrawn_wish]
)
def test_words_that_were_decided_about_stand_still_in_the_page_editor(client, state):
    wish, moderator = state(), make.make_moderator()
    UserProfile.objects.create(user=moderator, preferred_language="en")
    client.force_login(moderator)
    shown = client.get(edit_url(wish))
    assert shown.status_code == 200
    assert "Nobody changes words that were decided about" in shown.text
    before = make.latest(wish).fingerprint
    client.post(edit_url(wish), form_of(client, wish, story_ru="Совсем другие слова о мяче."))
    assert make.latest(wish).fingerprint == before
