"""Every way that a wish could come on the site, and who refuses it: see test_fences_ways.py.

"asked": code of ours raises; "database": a trigger or constraint does; "nothing": it is taken
without an error, and shows nothing.
"""

from datetime import timedelta

from django.core import serializers
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.copy_for_translation import CopyPageForTranslationAction
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import Locale, Page, Revision
from wagtail_localize.models import Translation, TranslationSource

from edge.refused import MayNotBeLive
from tests.factories import wishes as make
from tests.wishes.test_admin import edit_url, form_of
from users.models import User
from wishes import catalogue, lifecycle
from wishes.models import CatalogueEntry, WishIndexPage, WishPage

REFUSALS = (MayNotBeLive, PermissionDenied, lifecycle.LifecycleError)


class Case:
    """One wish, and a superuser at the admin."""

    def __init__(self, wish, client, folder):
        self.wish, self.client, self.folder = wish, client, folder
        self.root = User.objects.get(username="root")

    @property
    def page(self):
        return WishPage.objects.get(pk=self.wish.page_id)

    @property
    def revision(self):
        return self.page.get_latest_revision()

    def post(self, name, *args, query="", **data):
        return self.client.post(reverse(name, args=args) + query, data)


# --- Wagtail's screens --------------------------------------------------------------------


def page_form(case):
    form = form_of(case.client, case.wish, **{"action-publish": "1"})
    case.client.post(edit_url(case.wish), form)


def bulk_action(case):
    case.post("wagtail_bulk_action", "wagtailcore", "page", "publish",
              query=f"?id={case.wish.page_id}")  # fmt: skip


def bulk_action_from_above(case):
    index = WishIndexPage.objects.get(locale__language_code="kk")
    case.post("wagtail_bulk_action", "wagtailcore", "page", "publish",
              query=f"?id={index.pk}", include_descendants="on")  # fmt: skip


def workflow_approval(case):
    """Twice by the same person, who may moderate."""
    client, state = Client(), case.page.current_workflow_task_state
    client.force_login(case.wish.safeguarded_by or case.root)
    for _again in range(2):
        if state is not None:
            address = reverse(
                "wagtailadmin_pages:workflow_action", args=[case.page.pk, "approve", state.pk]
            )
            client.post(address)
        state = case.page.current_workflow_task_state


def unlock_and_publish(case):
    Page.objects.filter(pk=case.page.pk).update(locked=True)
    case.post("wagtailadmin_pages:unlock", case.page.pk)
    page_form(case)


def revert_to_a_version(case):
    form = form_of(case.client, case.wish, revision=case.revision.pk, **{"action-publish": "1"})
    case.client.post(edit_url(case.wish), form)


# --- Clocks ---------------------------------------------------------------------------------


def schedule(case):
    page = case.page.get_latest_revision_as_object()
    page.go_live_at = timezone.now() - timedelta(minutes=1)
    page.save_revision(approved_go_live_at=page.go_live_at)
    call_command("publish_scheduled")


def schedule_by_hand(case):
    past = timezone.now() - timedelta(minutes=1)
    Revision.objects.filter(pk=case.revision.pk).update(approved_go_live_at=past)
    call_command("publish_scheduled")


# --- The shell ------------------------------------------------------------------------------


def save_live(case, **how):
    page = case.page
    page.live = True
    page.save(**how)


def bulk_update(case):
    page = Page.objects.get(pk=case.page.pk)
    page.live = True
    Page.objects.bulk_update([page], ["live"])


def new_live_page(case):
    page = case.page
    fresh = WishPage(
        title="NEWCODE2", slug="newcode2", code="NEWCODE2", pseudonym="Арай", live=True,
        age_band=page.age_band, place=page.place, category=page.category, price_tiyn=1000_00,
    )  # fmt: skip
    page.get_parent().add_child(instance=fresh)


def publish_action(case):
    PublishPageRevisionAction(case.revision).execute(skip_permission_checks=True)


def translate(case):
    source, _made = TranslationSource.update_or_create_from_instance(case.page)
    russian = Locale.objects.get(language_code="ru")
    translation = Translation.objects.create(source=source, target_locale=russian)
    translation.save_target(publish=True)


def copy_for_translation(case):
    russian = Locale.objects.get(language_code="ru")
    action = CopyPageForTranslationAction(case.page, russian, copy_parents=True)
    action.execute(skip_permission_checks=True)


def move(case):
    case.page.move(WishIndexPage.objects.get(locale__language_code="ru"), pos="last-child")


# --- Import and SQL ---------------------------------------------------------------------------


def load(case, *rows, fields=None):
    file = case.folder / "rows.json"
    file.write_text(serializers.serialize("json", rows, fields=fields), encoding="utf-8")
    call_command("loaddata", str(file), verbosity=0)


def load_page(case):
    page = Page.objects.get(pk=case.page.pk)
    page.live = True
    load(case, page, case.page)


def load_row(case):
    # What the database computes by itself is in no fixture.
    kept = [field.name for field in CatalogueEntry._meta.fields if not field.generated]
    load(case, entry_of(case), fields=kept)


def entry_of(case):
    entry = catalogue.draft_entry(case.page.get_latest_revision_as_object())
    entry.wish, entry.published_at = case.wish, timezone.now()
    return entry


def show(case):
    case.wish.published_at = timezone.now()
    catalogue.show(case.wish, case.page)


def row_by_sql(case):
    run(
        "INSERT INTO wishes_catalogueentry (wish_id, code, status, published_at, visible_until,"
        " pseudonym, age_band, place_id, category_id, title_kk, title_ru, title_en, story_kk,"
        " story_ru, story_en, size, price_tiyn, image_id, folded) SELECT %s, code, 'published',"
        " now(), '9999-12-31', pseudonym, age_band, place_id, category_id, title_kk, title_ru,"
        " title_en, story_kk, story_ru, story_en, size, price_tiyn, image_id, '' FROM"
        " wishes_wishpage WHERE page_ptr_id = %s",
        [case.wish.pk, case.page.pk],
    )


def approve_by_sql(case):
    first, second = make.make_moderator(), make.make_moderator()
    run(
        "UPDATE wishes_wish SET state = 'published', safeguarded_by_id = %s, approved_by_id = %s,"
        " safeguarded_print = 'x', approved_print = 'x', published_at = now() WHERE id = %s",
        [first.pk, second.pk, case.wish.pk],
    )
    row_by_sql(case)


def run(sql, arguments):
    with connection.cursor() as cursor:
        cursor.execute(sql, arguments)


WAYS = {
    "the page form": (page_form, "nothing"),
    "the bulk action": (bulk_action, "nothing"),
    "the bulk action on the list above": (bulk_action_from_above, "nothing"),
    "the workflow, by one person": (workflow_approval, "nothing"),
    "unlocking first": (unlock_and_publish, "nothing"),
    "an old version in the form": (revert_to_a_version, "nothing"),
    "a schedule": (schedule, "nothing"),
    "a schedule by hand": (schedule_by_hand, "asked"),
    "revision.publish": (lambda case: case.revision.publish(), "asked"),
    "page.publish": (lambda case: case.page.publish(case.revision), "asked"),
    "save_revision().publish": (lambda case: case.page.save_revision().publish(), "asked"),
    "Wagtail's action": (publish_action, "asked"),
    "the lifecycle": (lambda case: lifecycle.publish(case.wish, case.revision), "asked"),
    "saving it live": (save_live, "asked"),
    "saving it live, unclean": (lambda case: save_live(case, clean=False), "asked"),
    "update": (lambda case: WishPage.objects.update(live=True), "database"),
    "update of all pages": (lambda case: Page.objects.update(live=True), "database"),
    "bulk_update": (bulk_update, "database"),
    "a new page, live": (new_live_page, "asked"),
    "moving": (move, "nothing"),
    "copying": (lambda case: case.page.copy(keep_live=True), "asked"),
    "an alias": (lambda case: case.page.create_alias(parent=case.page.get_parent()), "asked"),
    "copying for translation": (copy_for_translation, "asked"),
    "a translation": (translate, "asked"),
    "loaddata of the page": (load_page, "database"),
    "loaddata of the row": (load_row, "database"),
    "catalogue.show": (show, "database"),
    "bulk_create of the row": (
        lambda case: CatalogueEntry.rows.bulk_create([entry_of(case)]), "database"
    ),
    "the row by SQL": (row_by_sql, "database"),
    "the row and its approvals by SQL": (approve_by_sql, "database"),
}  # fmt: skip


def outcome(case, way):
    """What became of it; everything is undone afterwards."""
    said = "nothing"
    with transaction.atomic():
        try:
            with transaction.atomic():
                way(case)
        except REFUSALS:
            said = "asked"
        except IntegrityError:
            said = "database"
        if is_shown(case):
            said = "SHOWN"
        transaction.set_rollback(True)
    return said


def is_shown(case):
    if WishPage.objects.live().exists() or CatalogueEntry.rows.exists():
        return True
    answer = case.client.get(f"/ru/wishes/{case.wish.code}/")
    return answer.status_code not in (404, 410)
