"""A part of a consent is taken back: what is shown goes on without that part, or not at all."""

from django.db import transaction
from django.utils import timezone
from wagtail.actions.publish_page_revision import PublishPageRevisionAction

from audit.record import record
from images.models import PhotoConsent
from language.translated import LANGUAGES
from wishes import catalogue, stories
from wishes.dossiers.models import Application, Consent, Hit, Medium, Purpose
from wishes.dossiers.models.scope import SHARING, media_in
from wishes.lifecycle import journal, pictures
from wishes.lifecycle.consents import withdraw
from wishes.lifecycle.moving import PUBLIC_STATUS, locked
from wishes.lifecycle.showing import pause, reopen
from wishes.models.page import WishPage
from wishes.models.wish import Wish
from wishes.moderation import gate, texts
from wishes.states import TRANSITIONS, LifecycleError, State
from wishes.telling import consenting, pseudonyms


class NothingToNarrow(LifecycleError):
    """There is no consent in force, or what is left of it would be all of it, or more."""


@transaction.atomic
def narrow(
    wish: Wish, scope: tuple[str, ...], languages: tuple[str, ...], *, language: str
) -> Wish:
    """Leave `scope` and `languages` of the consent, and show no more than that from now on.

    The old row ends and a new one begins, with the same giver and term. `language` is the one in
    which the giver read the page. Raises NothingToNarrow.
    """
    wish = locked(wish)
    application = Application.objects.select_related("child", "guardian").get(wish=wish)
    old = application.consents.valid().select_for_update(of=("self",)).first()
    if old is None or not _is_less(old, scope, languages):
        raise NothingToNarrow
    journal.note(old)
    new = _follow(old, scope, languages, language)
    gone = {"scope": sorted(set(old.scope) - set(scope)),
            "languages": sorted(set(old.languages) - set(languages))}  # fmt: skip
    record("consent.narrow", new, None, {"wish": wish.code, "gone": gone})
    name = stories.name_of(wish)
    if wish.page_id:
        picture = texts.draft_of(wish).image
        _show_less(wish, application, new)
        if picture and texts.draft_of(wish).image is None:
            pictures.let_go(wish, picture, for_good=not _has_use_for_a_photo(new))
    if not _has_use_for_a_photo(new):
        pictures.remove_those_of_the_child(wish)
    wish.refresh_from_db()
    # Under another name the story would tell what the wish no longer may.
    if _tells_less(old, new) or stories.name_of(wish) != name:
        stories.take_down(wish, None)
    return wish


def _is_less(old: Consent, scope: tuple[str, ...], languages: tuple[str, ...]) -> bool:
    before, after = (set(old.scope), set(old.languages)), (set(scope), set(languages))
    return bool(scope and languages) and before != after and (
        after[0] <= before[0] and after[1] <= before[1]
    )  # fmt: skip


def _follow(
    old: Consent, scope: tuple[str, ...], languages: tuple[str, ...], language: str
) -> Consent:
    old.state, old.ended_at = Consent.State.NARROWED, timezone.now()
    old.save(update_fields=["state", "ended_at"])
    # Nothing but social networks is sent abroad.
    abroad = old.transfer_abroad and bool(set(scope) & set(SHARING))
    return Consent.objects.create(
        application_id=old.application_id,
        giver_id=old.giver_id,
        giver_name=old.giver_name,
        giver_capacity=old.giver_capacity,
        given_by_subject=old.given_by_subject,
        checked_by_id=old.checked_by_id,
        checked_at=old.checked_at,
        checked_how=old.checked_how,
        child_assent=old.child_assent,
        scope=list(scope),
        languages=list(languages),
        transfer_abroad=abroad,
        follows=old,
        **consenting.written_down(
            language,
            scope,
            languages,
            abroad,
            valid_until=old.valid_until,
            by_subject=old.given_by_subject,
        ),
    )


def _tells_less(old: Consent, new: Consent) -> bool:
    before = media_in(old.scope, Purpose.TELL_STORY)
    is_less = media_in(new.scope, Purpose.TELL_STORY) != before
    return bool(before) and (is_less or old.languages != new.languages)


def _has_use_for_a_photo(consent: Consent) -> bool:
    return any(consent.allows(purpose, Medium.PHOTO) for purpose in Purpose)


def _show_less(wish: Wish, application: Application, consent: Consent) -> None:
    """Take out of the words what may not be shown any more, on the site too.

    Both approvals go on to the words as they are then: nothing was put in but a gentle name.
    """
    page = texts.draft_of(wish)
    approved = wish.approved_print if wish.approved_print == page.fingerprint else ""
    _redact(page, application, consent)
    if page.fingerprint != wish.text_print:
        page.save_revision(user=None)
    else:
        texts.rescreen(page, application)
    if not approved:
        if wish.is_public:  # with a draft beside it that nobody has approved
            _leave_the_site(wish)
        return
    # Anew: saving has written to the row.
    wish.refresh_from_db()
    wish.safeguarded_print = wish.approved_print = page.fingerprint
    wish.save(update_fields=["safeguarded_print", "approved_print"])
    if wish.is_public:
        _show_again(wish, page)


def _redact(page: WishPage, application: Application, consent: Consent) -> None:
    own_name = application.child.given_name
    if not consent.allows(Purpose.SHOW_WISH, Medium.FIRST_NAME):
        if page.pseudonym.casefold() == own_name.casefold():
            page.pseudonym = pseudonyms.choose(own_name)
        _replace_findings(page, application)
    if not consent.allows(Purpose.SHOW_WISH, Medium.PHOTO) and page.image:
        page.image = page.image if page.image.consent == PhotoConsent.DRAWING else None
    for code in LANGUAGES:
        if not consent.allows(Purpose.SHOW_WISH, Medium.TEXT, code):
            setattr(page, f"title_{code}", "")
            setattr(page, f"story_{code}", "")


def _replace_findings(page: WishPage, application: Application) -> None:
    """The gentle name for whatever screening finds now: the words were clean while the child's
    own name was allowed in them."""
    stays = set(
        Hit.objects.filter(application=application)
        .exclude(state=Hit.State.GONE)
        .values_list("field", "rule", "excerpt")
    )
    found = [
        (field, finding)
        for field, _label, _reason, finding in texts.findings_in(page, application)
        if field != "pseudonym" and (field, finding.rule, finding.excerpt) not in stays
    ]
    # From the end, so that the places of the others stay right; of two that overlap, one.
    untouched: dict[str, int] = {}
    for field, finding in sorted(found, key=lambda pair: pair[1].start, reverse=True):
        words = getattr(page, field)
        if finding.end <= untouched.get(field, len(words)):
            setattr(page, field, words[: finding.start] + page.pseudonym + words[finding.end :])
            untouched[field] = finding.start


def _show_again(wish: Wish, page: WishPage) -> None:
    if gate.obstacles_to_going_live(page):
        _leave_the_site(wish)
        return
    catalogue.show(wish, page, PUBLIC_STATUS[State(wish.state)])
    revision = page.get_latest_revision()
    PublishPageRevisionAction(revision).execute(skip_permission_checks=True)


def _leave_the_site(wish: Wish) -> None:
    """Nothing that may be shown is left, in no language or not without its moderators."""
    if wish.state in TRANSITIONS["reopen"][0]:
        reopen(wish, None)
    elif wish.state in TRANSITIONS["pause"][0]:
        pause(wish, None)
    else:
        withdraw(wish, why="narrowed")
