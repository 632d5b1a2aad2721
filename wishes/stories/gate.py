"""When a story may tell of one wish: asked at the making of it and at every publishing."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from campaigns.pictures import body_pictures
from images.models import PhotoConsent
from language.folding import fold
from wishes.dossiers.models import Application, Consent, Medium, Purpose
from wishes.models import Wish
from wishes.states import State

if TYPE_CHECKING:
    from collections.abc import Iterator

    from campaigns.models import StoryPage
    from images.models import SiteImage


def obstacles(story: "StoryPage") -> list[str]:
    """Why this page may not tell of its wish in its language; empty where it may.

    Locks the wish, as every change of it does: a withdrawal waits, or has been seen.
    """
    wish = Wish.objects.select_for_update().filter(code=story.wish_code).first()
    if wish is None or wish.state != State.FULFILLED:
        return [_("Only a wish that came true can be told of.")]
    application = Application.objects.filter(wish=wish).select_related("child").first()
    consent = application.valid_consent() if application else None
    language = story.locale.language_code
    if application is None or consent is None or not _allows(consent, Medium.TEXT, language):
        return [_("There is no consent in force for telling of this wish in this language.")]
    found = _of_the_name(story, wish, application, consent)
    if _shows_child(story, wish) and not _allows(consent, Medium.PHOTO, language):
        found.append(_("A picture shows the child, but the consent for the story has no photo."))
    return found


def languages(consent: Consent | None) -> list[str]:
    """In which languages this consent lets a story be told."""
    if consent is None:
        return []
    return [code for code in consent.languages if _allows(consent, Medium.TEXT, code)]


def _allows(consent: Consent, medium: str, language: str) -> bool:
    return consent.allows(Purpose.TELL_STORY, medium) and language in consent.languages


def _of_the_name(
    story: "StoryPage", wish: Wish, application: Application, consent: Consent
) -> list[str]:
    """The name that two people approved for the wish, in any script; the press invents no other."""
    shown = name_for_stories(wish)
    if not shown or fold(story.pseudonym or "") != fold(shown):
        return [_("The story must use the name that was approved for the wish: %s.") % shown]
    if _may_be_the_first_name(shown, application, consent) and not _allows(
        consent, Medium.FIRST_NAME, story.locale.language_code
    ):
        return [_("The child's first name was agreed to for the wish, but not for a story.")]
    return []


def name_for_stories(wish: Wish) -> str:
    """The name on the wish; of a double one the first, for a story's name is one word."""
    return wish.page.pseudonym.partition(" ")[0] if wish.page else ""


def _may_be_the_first_name(shown: str, application: Application, consent: Consent) -> bool:
    given = application.child.given_name
    if not given:  # The dossier has been emptied: what could be the first name counts as it.
        return consent.allows(Purpose.SHOW_WISH, Medium.FIRST_NAME)
    return fold(shown) in [fold(given), *map(fold, given.split())]


def _shows_child(story: "StoryPage", wish: Wish) -> bool:
    own = wish.page.image_id if wish.page else None
    return any(
        picture.consent == PhotoConsent.CHILD
        or (picture.pk == own and picture.consent != PhotoConsent.DRAWING)
        for picture in _pictures(story)
    )


def _pictures(story: "StoryPage") -> "Iterator[SiteImage]":
    if story.picture:
        yield story.picture
    yield from body_pictures(story.body)
