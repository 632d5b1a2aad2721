"""The words of a page: what screening says of them, and no trace of former ones."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from wishes.dossiers.models import Application, Hit, Medium, Purpose
from wishes.models.reference import Place
from wishes.models.wish import Wish
from wishes.models.words import TEXT_FIELDS
from wishes.moderation import versions
from wishes.screening import Finding, KnownFacts, reason_of, screen

if TYPE_CHECKING:
    from wagtail.models import Revision

    from wishes.models import WishPage


def draft_of(wish: Wish) -> "WishPage":
    """The newest words of a wish; raises LookupError once its page has been removed."""
    from wishes.models import WishPage

    page = WishPage.objects.filter(pk=wish.page_id).first()
    if page is None:
        raise LookupError(f"wish {wish.code} has no page any more")
    return page.get_latest_revision_as_object()


def findings_in(
    page: "WishPage", application: Application
) -> Iterator[tuple[str, str, str, Finding]]:
    """What screening finds in the page: field, its label, the reason, and the finding."""
    known = known_facts(application)
    for field in TEXT_FIELDS:
        label = str(page._meta.get_field(field).verbose_name)
        for finding in screen(getattr(page, field) or "", known):
            yield field, label, reason_of(finding.rule), finding


def known_facts(application: Application, purpose: Purpose = Purpose.SHOW_WISH) -> KnownFacts:
    """What the dossier knows that a text for that purpose must not tell."""
    child, guardian = application.child, application.guardian
    names = f"{child.family_name} {child.patronymic} {guardian.name}".split()
    consent = application.valid_consent()
    if consent is None or not consent.allows(purpose, Medium.FIRST_NAME):
        names.append(child.given_name)
    phrases = [child.school, guardian.organisation, guardian.email, child.address]
    return KnownFacts(
        names=tuple({name for name in names if len(name) > 2} - _names_of_places()),
        phrases=tuple(phrase for phrase in phrases if len(phrase) > 4),
        digits=tuple(filter(None, [guardian.phone, child.iin])),
    )


def _names_of_places() -> set[str]:
    """A district is public: somebody may be called like one all the same."""
    names = Place.objects.values_list("name_kk", "name_ru", "name_en")
    return {name for row in names for name in row}


def revision_saved(page: "WishPage", revision: "Revision", user) -> None:
    """Note who wrote the words, screen them anew, and let no other version keep other words."""
    with transaction.atomic():
        wish = Wish.objects.select_for_update().filter(page=page).first()
        if wish is None:
            return
        if wish.text_print != page.fingerprint:
            if wish.text_print:
                wish.text_by = user
            wish.text_print = page.fingerprint
            wish.save(update_fields=["text_by", "text_print"])
            rescreen(page, wish.application)
        versions.keep_one(page, revision)


def rescreen(page: "WishPage", application: Application) -> None:
    """Make the stored hits those of the words as they are; what was allowed stays allowed."""
    of_the_page = application.hits.filter(field__in=TEXT_FIELDS)
    known = {(hit.field, hit.rule, hit.excerpt): hit for hit in of_the_page}
    seen = set()
    for field, _label, _reason, finding in findings_in(page, application):
        key = (field, finding.rule, finding.excerpt)
        if key in seen:
            # The same words once more: one question, answered once.
            continue
        seen.add(key)
        hit = known.pop(key, None)
        if hit is None:
            hit = Hit(
                application=application, field=field, rule=finding.rule, excerpt=finding.excerpt
            )
        elif hit.state == Hit.State.GONE:
            hit.state, hit.note = Hit.State.OPEN, ""
            hit.resolved_by = hit.resolved_at = None
        hit.start, hit.end = finding.start, finding.end
        hit.save()
    for gone in known.values():
        if gone.state != Hit.State.GONE:
            gone.state, gone.resolved_at = Hit.State.GONE, timezone.now()
            gone.save(update_fields=["state", "resolved_at"])
