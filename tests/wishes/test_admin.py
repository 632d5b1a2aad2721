"""The same fences through Wagtail's own screens, by role."""

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.models import GroupPagePermission, Locale, Page, WorkflowState
from wagtail_localize.models import TranslationSource

from audit.models import AuditEntry
from tests.factories import wishes as make
from users import roles
from users.models import User
from users.sync import sync_roles
from wishes.models import CatalogueEntry, Reason, WishIndexPage, WishPage
from wishes.moderation import decisions

pytestmark = pytest.mark.django_db


@pytest.fixture
def press(db):
    """An editor with every page permission on the whole tree: more than the press ever has."""
    user = make.make_user("press")
    group = Group.objects.get(name=roles.PRESS)
    user.groups.add(group)
    for codename in ("add", "change", "publish", "bulk_delete", "lock"):
        GroupPagePermission.objects.create(
            group=group,
            page=Page.get_first_root_node(),
            permission=_page_permission(codename),
        )
    return user


def _page_permission(codename):
    from django.contrib.auth.models import Permission

    return Permission.objects.get(
        content_type__app_label="wagtailcore", codename=f"{codename}_page"
    )


@pytest.fixture
def moderator(db):
    make.wish_lists()
    sync_roles()
    user = make.make_user("moderator")
    user.groups.add(Group.objects.get(name=roles.MODERATORS))
    return user


@pytest.fixture
def root(db):
    return User.objects.create_superuser("root", "root@example.kz", "pass")


def edit_url(wish):
    return reverse("wagtailadmin_pages:edit", args=[wish.page_id])


def form_of(client, wish, **more):
    page = make.latest(wish)
    fields = {
        name: getattr(page, name)
        for name in ("title_kk", "title_ru", "title_en", "story_kk", "story_ru", "story_en",
                     "pseudonym", "age_band", "size")
    }  # fmt: skip
    fields |= {
        "place": page.place_id, "category": page.category_id, "season": "",
        "price_tiyn": page.price_tiyn // 100, "image": "",
        "comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0,
    }  # fmt: skip
    return fields | more


def test_a_moderator_edits_the_words_in_the_page_editor(client, moderator):
    wish = make.tell_wish()
    client.force_login(moderator)
    assert client.get(edit_url(wish)).status_code == 200
    story = "Хочу играть с друзьями каждый день."
    client.post(edit_url(wish), form_of(client, wish, story_ru=story))
    assert make.latest(wish).story_ru == story


def test_the_moderator_has_no_publish_button_and_posting_it_only_saves(client, moderator):
    wish = make.tell_wish()
    client.force_login(moderator)
    assert b'name="action-publish"' not in client.get(edit_url(wish)).content
    client.post(edit_url(wish), form_of(client, wish, **{"action-publish": "1"}))
    assert not WishPage.objects.live().exists()


def test_approving_in_the_page_editor_goes_through_both_steps(client, moderator):
    wish = make.tell_wish()
    approve = {"action-workflow-action": "1", "workflow-action-name": "approve"}
    client.force_login(moderator)
    client.post(edit_url(wish), form_of(client, wish, **approve))
    wish.refresh_from_db()
    assert wish.safeguarded_by == moderator
    client.post(edit_url(wish), form_of(client, wish, **approve))
    assert not CatalogueEntry.objects.exists()
    client.force_login(make.make_moderator())
    client.post(edit_url(wish), form_of(client, wish, **approve))
    assert CatalogueEntry.objects.get().code == wish.code


def test_approving_words_typed_in_the_same_form_is_judged_on_those_words(client, moderator):
    wish = make.tell_wish()
    client.force_login(moderator)
    story = "Хочу мяч, звоните 8 701 123 45 67."
    approve = {"action-workflow-action": "1", "workflow-action-name": "approve"}
    response = client.post(edit_url(wish), form_of(client, wish, story_ru=story, **approve))
    assert response.status_code == 200
    assert "8 701 123 45 67" in response.content.decode()
    wish.refresh_from_db()
    assert wish.safeguarded_by is None


def test_asking_for_changes_in_wagtails_own_modal(client, moderator):
    wish = make.tell_wish()
    client.force_login(moderator)
    page = WishPage.objects.get()
    url = reverse(
        "wagtailadmin_pages:workflow_action",
        args=[page.pk, "changes", page.current_workflow_task_state.pk],
    )
    assert client.get(url).status_code == 200
    client.post(url, {"reason": "price", "note": "Слишком дёшево"})
    wish.refresh_from_db()
    assert wish.state == "changes_requested"
    assert wish.application.answer_reason == Reason.objects.get(slug="price")


def test_nobody_publishes_by_bulk_action(client, press, root):
    wish = make.tell_wish()
    index = WishIndexPage.objects.get(locale__language_code="kk")
    for user in (press, root):
        client.force_login(user)
        url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
        client.post(f"{url}?id={wish.page_id}&id={index.pk}", {"include_descendants": "on"})
        assert not WishPage.objects.live().exists()


@pytest.mark.parametrize(
    "name", ["edit", "history", "view_draft", "unpublish", "delete", "move", "copy", "usage"]
)
def test_the_press_reaches_no_screen_of_a_wish(client, press, name):
    wish = make.published_wish()
    client.force_login(press)
    response = client.get(reverse(f"wagtailadmin_pages:{name}", args=[wish.page_id]))
    assert response.status_code in (302, 403)
    assert WishPage.objects.get().wish_title not in response.content.decode()


@pytest.mark.parametrize("name", ["unpublish", "delete", "move", "copy"])
def test_even_a_superuser_does_not_move_a_wish_about(client, root, name):
    wish = make.published_wish()
    client.force_login(root)
    url = reverse(f"wagtailadmin_pages:{name}", args=[wish.page_id])
    client.post(url, {"new_title": "x", "new_slug": "x"})
    assert CatalogueEntry.objects.get().code == wish.code
    assert WishPage.objects.live().count() == 1


def test_cancelling_the_workflow_loses_no_wish(client, moderator):
    wish = make.tell_wish()
    client.force_login(moderator)
    client.post(edit_url(wish), form_of(client, wish, **{"action-cancel-workflow": "1"}))
    assert not WorkflowState.objects.active().exists()
    assert client.get(reverse("wish_desk:review", args=[wish.code])).status_code == 200
    assert make.latest(wish).current_workflow_task.name == "Safeguarding"


# --- The desk -----------------------------------------------------------------------------


def test_the_desk_takes_a_wish_to_the_site_by_two_people(client, moderator):
    wish = make.tell_wish()
    url = reverse("wish_desk:review", args=[wish.code])
    client.force_login(moderator)
    assert wish.code in client.get(reverse("wish_desk:queue")).content.decode()
    page = client.get(url).content.decode()
    assert "Байтерекова" in page
    done = client.post(url, {"action": "approve"}, follow=True)
    told = [str(message) for message in done.context["messages"]]
    assert wish.code in told[0], "which one it was: the next is open already"
    client.force_login(make.make_moderator())
    client.post(url, {"action": "approve"})
    assert CatalogueEntry.objects.get().code == wish.code


def test_every_reading_of_a_dossier_is_written_down(client, moderator):
    wish = make.tell_wish()
    client.force_login(moderator)
    client.get(reverse("wish_desk:review", args=[wish.code]))
    entry = AuditEntry.objects.get(action="dossier.read")
    assert (entry.actor, entry.target_id) == (moderator, str(wish.application.pk))


def test_the_desk_is_closed_to_all_but_moderators(client, press):
    wish = make.tell_wish()
    urls = [reverse("wish_desk:queue"), reverse("wish_desk:review", args=[wish.code])]
    for user in (None, press, make.make_user("finance")):
        client.logout()
        if user:
            client.force_login(user)
        for url in urls:
            response = client.get(url)
            assert response.status_code in (302, 403)
            assert "Байтерекова" not in response.content.decode()
    assert not AuditEntry.objects.filter(action="dossier.read").exists()


def test_words_are_edited_and_hits_allowed_at_the_desk(client, moderator):
    wish = make.tell_wish(why="Мой любимый тренер — Серік Байжанов, а ещё звоните 87011234567.")
    client.force_login(moderator)
    hits = {hit.rule: hit for hit in wish.application.hits.all()}
    assert set(hits) == {"surname", "phone"}
    url = reverse("wish_desk:allow", args=[wish.code, hits["surname"].pk])
    client.post(url, {"note": "тренер"})
    page = make.latest(wish)
    client.post(
        reverse("wish_desk:edit", args=[wish.code]),
        {
            "title_ru": page.title_ru, "story_ru": "Мой любимый тренер — Серік Байжанов.",
            "pseudonym": page.pseudonym, "category": page.category_id, "place": page.place_id,
            "price_tiyn": "12000", "size": "",
        },
    )  # fmt: skip
    assert not wish.application.hits.open().exists()
    assert decisions.APPROVE in [
        name for name, *_ in decisions.available(make.latest(wish), moderator)
    ]


def test_a_reason_is_needed_to_refuse(client, moderator):
    wish = make.tell_wish()
    client.force_login(moderator)
    url = reverse("wish_desk:review", args=[wish.code])
    assert client.post(url, {"action": "reject"}).status_code == 422
    client.post(url, {"action": "reject", "reason": "cash", "note": ""})
    wish.refresh_from_db()
    assert wish.state == "rejected"


@pytest.mark.parametrize("of", ["wish", "list"])
def test_nobody_submits_a_wish_for_translation(client, root, of):
    wish = make.published_wish()
    index = WishIndexPage.objects.get(locale__language_code="kk")
    # A list that is translated already still offers its pages below.
    page_id = wish.page_id if of == "wish" else index.pk
    client.force_login(root)
    url = reverse("wagtail_localize:submit_page_translation", args=[page_id])
    russian = Locale.objects.get(language_code="ru")
    response = client.post(url, {"locales": [russian.pk], "include_subtree": "on"})
    assert response.status_code in (302, 403)
    assert WishPage.objects.count() == 1
    assert not TranslationSource.objects.filter(object_repr__contains=wish.code).exists()


@pytest.mark.parametrize("name", ["view_draft", "history", "edit", "usage"])
def test_a_moderator_sees_draft_history_and_editor(client, moderator, name):
    wish = make.tell_wish()
    client.force_login(moderator)
    url = reverse(f"wagtailadmin_pages:{name}", args=[wish.page_id])
    assert client.get(url).status_code == 200


def test_a_private_file_is_shown_to_moderators_only_and_written_down(client, moderator, press):
    file = ContentFile(b"pixels", name="paper.jpg")
    wish = make.tell_wish(evidence={"consent_paper": file})
    evidence = wish.application.evidence.get()
    url = reverse("wish_desk:evidence", args=[wish.code, evidence.pk])
    other = make.tell_wish()
    client.force_login(press)
    assert client.get(url).status_code == 302
    client.force_login(moderator)
    response = client.get(url)
    assert b"".join(response.streaming_content) == b"pixels"
    assert "no-store" in response["Cache-Control"]
    assert AuditEntry.objects.get(action="dossier.read_file").actor == moderator
    foreign = reverse("wish_desk:evidence", args=[other.code, evidence.pk])
    assert client.get(foreign, follow=True).status_code == 404
