"""Every way that a page of the press could come on the site, asked of its gates or not."""

from datetime import timedelta

from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.copy_for_translation import CopyPageForTranslationAction
from wagtail.models import GroupApprovalTask, Locale, Page, Workflow, WorkflowTask
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield
from wagtail_localize.models import Translation, TranslationSource

from campaigns.models import StoryPage
from edge.refused import MayNotBeLive
from users.models import User


def form_of(page, **changes):
    body = [(each.block_type, each.value) for each in page.body]
    values = {
        "title": page.title, "slug": page.slug, "date": "2026-05-01", "lead": "x",
        "picture": page.picture_id or "", "picture_alt": "x", "seo_title": "",
        "search_description": "", "go_live_at": "", "expire_at": "",
        "comments": inline_formset([]), "body": streamfield([
            (kind, {"image": {"image": value["image"].pk, "decorative": "on", "alt_text": ""},
                    "caption": ""})
            if kind == "picture" else (kind, {"text": str(value["text"]), "who": ""})
            for kind, value in body if kind in ("picture", "quote")
        ]),
    }  # fmt: skip
    if isinstance(page, StoryPage):
        values |= {"pseudonym": page.pseudonym, "campaign": ""}
    return nested_form_data(values) | changes


def page_form(page, client):
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return client.post(url, form_of(page, **{"action-publish": "1"}))


def scheduled_in_the_form(page, client):
    tomorrow = (timezone.localtime() + timedelta(days=1)).strftime("%Y-%m-%d %H:%M")
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    client.post(url, form_of(page, **{"action-publish": "1", "go_live_at": tomorrow}))
    assert not page.revisions.exclude(approved_go_live_at=None).exists()


def bulk_action(page, client, above=None, **data):
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    client.post(f"{url}?id={(above or page).pk}", data)


def bulk_action_from_above(page, client):
    bulk_action(page, client, above=page.get_parent(), include_descendants="on")


def workflow_approval(page, client):
    workflow = Workflow.objects.create(name="News")
    task = GroupApprovalTask.objects.create(name="News")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    page.save_revision()
    state = workflow.start(page, None)
    state.current_task_state.approve(user=User.objects.get(username="root"))


def schedule(page, client):
    page.go_live_at = timezone.now() - timedelta(minutes=1)
    page.save_revision(approved_go_live_at=page.go_live_at)
    call_command("publish_scheduled")


def save_live(page, **how):
    page.live = True
    page.save(**how)


def copy_for_translation(page, client):
    page.save_revision()
    kazakh = Locale.objects.get(language_code="kk")
    made = CopyPageForTranslationAction(page, kazakh).execute(skip_permission_checks=True)
    made.get_latest_revision().publish()


def translate(page, client):
    source, _made = TranslationSource.update_or_create_from_instance(page)
    kazakh = Locale.objects.get(language_code="kk")
    # It publishes at the commit.
    with TestCase.captureOnCommitCallbacks(execute=True):
        Translation.objects.create(source=source, target_locale=kazakh).save_target(publish=True)


def copied_live(page, client):
    page.live = True
    page.copy(update_attrs={"slug": "copied", "live": True}, keep_live=True, copy_revisions=False)


def alias_of_live(page, client):
    with transaction.atomic():
        Page.objects.filter(pk=page.pk).update(live=True)
        type(page).objects.get(pk=page.pk).create_alias(update_slug="alias")
    Page.objects.filter(pk=page.pk).update(live=False)


def bulk_update(page, client):
    row = Page.objects.get(pk=page.pk)
    row.live = True
    Page.objects.bulk_update([row], ["live"])


def by_sql(page, client):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE wagtailcore_page SET live = true WHERE id = %s", [page.pk])


ASKED = {
    "the form": page_form,
    "a schedule in the form": scheduled_in_the_form,
    "the bulk action": bulk_action,
    "the bulk action above": bulk_action_from_above,
    "a workflow": workflow_approval,
    "a schedule": schedule,
    "the shell": lambda page, client: page.save_revision().publish(),
    "saving it live": lambda page, client: save_live(page),
    "saving it live, unclean": lambda page, client: save_live(page, clean=False),
    "one field": lambda page, client: save_live(page, update_fields=["live"]),
    "copying": copied_live,
    "an alias": alias_of_live,
    "a copy to be translated": copy_for_translation,
    "a translation": translate,
}
BY_THE_CLOCK = {
    "update": lambda page, client: Page.objects.filter(pk=page.pk).update(live=True),
    "bulk_update": bulk_update,
    "SQL": by_sql,
}


def outcome(way, page, client, found):
    """What `found()` says after that way was tried; everything is undone afterwards."""
    with transaction.atomic():
        try:
            with transaction.atomic():
                way(page, client)
        except (MayNotBeLive, IntegrityError):
            pass
        said = found()
        transaction.set_rollback(True)
    return said
