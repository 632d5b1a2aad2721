"""Forgetting what a dossier knows, in the steps in which it may be forgotten.

Each function expects the wish's row locked and can be called again: it takes what is still there.
Rows and files go in that order; a file that a crash left behind is found by `edge.orphans`.
"""

from collections import Counter
from functools import partial

from django.db import transaction
from django.db.models.fields.files import FieldFile
from wagtail.models import Comment, ModelLogEntry, Page, PageLogEntry, TaskState

from images.models import PhotoConsent, SiteImage
from outbox import mail
from wishes.claims.models import HandOver, Thanks
from wishes.dossiers.models import Application, Child, Consent, Evidence
from wishes.models import Wish, WishPage
from wishes.models.page import TEXT_FIELDS
from wishes.retention.models import Emptied
from wishes.states import State


def empty_dossier(wish: Wish) -> Counter[str]:
    """All but the proof of consent: who agreed, to what, in which words, and the signed paper."""
    gone: Counter[str] = Counter()
    application = Application.objects.filter(wish=wish).select_related("child", "guardian").first()
    if application is not None:
        gone["letters"] = mail.forget_about(wish.code)
        gone["files"] = _delete_files(application, but=(Evidence.Kind.CONSENT_PAPER,))
        gone += _delete_what_hangs_on(application)
        application.told_title = application.told_story = application.told_size = ""
        application.answer_note, application.answer_reason = "", None
        application.save()
        gone["people"] = _forget_people(application)
    gone += _forget_hand_over(wish)
    gone["versions"] = forget_versions(wish)
    Emptied.objects.get_or_create(wish=wish)
    return +gone


def empty_page(wish: Wish) -> Counter[str]:
    """The words and the picture that were, or would have been, public. The address stays."""
    # Nothing is shown any more that somebody there could take back.
    Application.objects.filter(wish=wish).update(institution=None)
    # Asked for and never in force: no proof of anything.
    Consent.objects.asked().filter(application__wish=wish).delete()
    page = WishPage.objects.filter(pk=wish.page_id).select_related("image").first()
    if page is None:
        return Counter()
    image, was_empty = page.image, not page.pseudonym
    Page.objects.filter(pk=page.pk).update(latest_revision=None, live_revision=None)
    page.revisions.all().delete()
    # Not by `save`, which asks for a name and a price.
    WishPage.objects.filter(pk=page.pk).update(
        **dict.fromkeys(TEXT_FIELDS, ""), image=None, seo_title="", search_description=""
    )
    pictures = _delete_picture(image) if image else 0
    _forget_shown_name(wish)
    return +Counter(pages=int(not was_empty), pictures=pictures)


def remove_proof(wish: Wish) -> Counter[str]:
    """The last of the dossier: consents, signed papers, and the rows that they hung on."""
    gone: Counter[str] = Counter()
    application = Application.objects.filter(wish=wish).select_related("child", "guardian").first()
    if application is None:
        return gone
    gone["files"] = _delete_files(application)
    # The newest first: what is left of a narrowed one names it.
    for consent in application.consents.order_by("-pk"):
        gone["consents"] += consent.delete()[0]
    child, guardian = application.child, application.guardian
    application.delete()
    if not child.applications.exists():
        child.delete()
    if not guardian.applications.exists():
        guardian.delete()
    return +gone


def forget_versions(wish: Wish) -> int:
    """Former versions of the words, and what staff wrote while they decided about them."""
    page = WishPage.objects.filter(pk=wish.page_id).first()
    if page is None:
        return 0
    kept = [key for key in (page.latest_revision_id, page.live_revision_id) if key]
    TaskState.objects.filter(workflow_state__object_id=str(page.pk)).filter(
        workflow_state__base_content_type__app_label="wagtailcore"
    ).exclude(comment="").update(comment="")
    PageLogEntry.objects.filter(page=page.pk).exclude(data={}).update(data={})
    Comment.objects.filter(page=page.pk).delete()
    return page.revisions.exclude(pk__in=kept).delete()[0]


def _delete_what_hangs_on(application: Application) -> Counter[str]:
    """Hits, notes and whatever else was written down about it, without knowing each by name."""
    gone: Counter[str] = Counter()
    for relation in Application._meta.related_objects:
        model = relation.related_model
        if model not in (Consent, Evidence):
            rows = model._base_manager.filter(**{relation.field.name: application})
            gone[str(model._meta.model_name)] += rows.delete()[0]
    return gone


def _forget_hand_over(wish: Wish) -> Counter[str]:
    """The guardian's signature, and the child's words, which the donor has by now."""
    signed = HandOver.objects.filter(claim__wish=wish).exclude(paper="")
    papers = list(signed.select_for_update())
    for one in papers:
        _delete_on_commit(one.paper)
        one.paper = ""
        one.save(update_fields=["paper"])
    words = Thanks.objects.filter(claim__wish=wish).delete()[0]
    return Counter(hand_over_papers=len(papers), thanks=words)


def _forget_people(application: Application) -> int:
    """Who it was about and who spoke for them, unless another wish of theirs is still open."""
    child, guardian, forgotten = application.child, application.guardian, 0
    if not _is_needed(child.applications, application) and _is_known(child):
        if not _shows_own_name(application):
            child.given_name = ""
        child.family_name = child.patronymic = ""
        child.iin = child.school = child.address = ""
        # By the month alone, and never later than it is: consent still has to end at 18.
        child.born_on = child.born_on.replace(day=1)
        child.save()
        forgotten += 1
    if not _is_needed(guardian.applications, application) and guardian.email:
        guardian.name = guardian.relation = guardian.organisation = ""
        guardian.phone = guardian.email = ""
        guardian.save()
        forgotten += 1
    return forgotten


def _shows_own_name(application: Application) -> bool:
    """On the site under the first name: whether that was taken back must stay to be told."""
    wish = application.wish
    shown = wish.page.pseudonym if wish.state == State.FULFILLED and wish.page else ""
    return bool(shown) and shown.casefold() == application.child.given_name.casefold()


def _forget_shown_name(wish: Wish) -> None:
    application = Application.objects.filter(wish=wish).select_related("child").first()
    if application is None or not Emptied.objects.filter(wish=wish).exists():
        return
    child = application.child
    if child.given_name and not _is_needed(child.applications, application):
        child.given_name = ""
        child.save(update_fields=["given_name"])


def _is_known(child: Child) -> bool:
    return bool(child.given_name or child.family_name or child.born_on.day != 1)


def _is_needed(applications, but: Application) -> bool:
    return applications.exclude(pk=but.pk).filter(wish__emptied=None).exists()


def _delete_files(application: Application, but: tuple[str, ...] = ()) -> int:
    evidence = list(application.evidence.exclude(kind__in=but))
    for one in evidence:
        _delete_on_commit(one.file)
        one.delete()
    return len(evidence)


def _delete_picture(image: SiteImage) -> int:
    """The picture of a wish is its own, unless an editor has used it elsewhere. One of a child goes
    in any case."""
    if image.consent == PhotoConsent.CHILD:
        image.take_away()
        return 1
    if WishPage.objects.filter(image=image).exists() or image.get_usage().exists():
        return 0
    image.forget_renditions()
    _delete_on_commit(image.file)
    ModelLogEntry.objects.for_instance(image).delete()
    image.delete()
    return 1


def _delete_on_commit(file: FieldFile) -> None:
    """By the name that it has now: its row forgets that before the commit."""
    if file.name:
        transaction.on_commit(partial(file.storage.delete, file.name))
