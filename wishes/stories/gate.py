"""When a story may be told: asked at the making of one and at every publishing."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from campaigns.gates import Obstacle
from images import children, places
from images.models import PhotoConsent, SiteImage
from language.folding import fold
from wishes.dossiers.models import Application, Consent, Medium, Purpose
from wishes.models import Wish
from wishes.states import State
from wishes.stories import words

if TYPE_CHECKING:
    from campaigns.models import StoryPage


def obstacles(story: "StoryPage") -> list[Obstacle]:
    """Why this page may not be on the site: consent, pictures, and what screening finds."""
    if story.wish_code and (found := of_consent(story)):
        return found
    application = Application.objects.filter(wish__code=story.wish_code).first()
    text = _("%(reason)s: “%(excerpt)s”. Please write it otherwise.")
    if application:
        text = _(
            "%(reason)s: “%(excerpt)s”. Please write it otherwise, or ask a moderator to let it "
            "stay (in the admin, on the page “Story of a wish”)."
        )
    return [
        Obstacle(text % {"reason": one.reason, "excerpt": one.finding.excerpt}, one.field, one.part)
        for one in words.open_findings(story, application)
    ]


def of_consent(story: "StoryPage") -> list[Obstacle]:
    """Why it may not tell of its wish in its language.

    Locks the wish, as every change of it does: a withdrawal waits, or has been seen.
    """
    wish = Wish.objects.select_for_update().filter(code=story.wish_code).first()
    if wish is None or wish.state != State.FULFILLED:
        return [Obstacle(_("Only a wish that came true can be told of."))]
    application = Application.objects.filter(wish=wish).select_related("child").first()
    consent = application.valid_consent() if application else None
    language = story.locale.language_code
    if application is None or consent is None or not _allows(consent, Medium.TEXT, language):
        why = _("There is no consent in force for telling of this wish in this language.")
        return [Obstacle(why)]
    is_agreed = _allows(consent, Medium.PHOTO, language)
    return [
        *_of_the_name(story, wish, application, consent),
        *_of_pictures(story, wish, is_agreed=is_agreed),
    ]


def languages(consent: Consent | None) -> list[str]:
    """In which languages this consent lets a story be told."""
    if consent is None:
        return []
    return [code for code in consent.languages if _allows(consent, Medium.TEXT, code)]


def _allows(consent: Consent, medium: str, language: str) -> bool:
    return consent.allows(Purpose.TELL_STORY, medium) and language in consent.languages


def _of_the_name(
    story: "StoryPage", wish: Wish, application: Application, consent: Consent
) -> list[Obstacle]:
    """The name that two people approved for the wish, in any script; the press invents no other."""
    shown = name_of(wish)
    if not shown or fold(story.pseudonym or "") != fold(shown):
        why = _("The story must use the name that was approved for the wish: %s.") % shown
        return [Obstacle(why, "pseudonym")]
    if _may_be_the_first_name(shown, application, consent) and not _allows(
        consent, Medium.FIRST_NAME, story.locale.language_code
    ):
        why = _("The child's first name was agreed to for the wish, but not for a story.")
        return [Obstacle(why, "pseudonym")]
    return []


def name_of(wish: Wish) -> str:
    """The name on the wish; of a double one the first, for a story's name is one word."""
    return wish.page.pseudonym.partition(" ")[0] if wish.page else ""


def _may_be_the_first_name(shown: str, application: Application, consent: Consent) -> bool:
    given = application.child.given_name
    if not given:  # The dossier has been emptied: what could be the first name counts as it.
        return consent.allows(Purpose.SHOW_WISH, Medium.FIRST_NAME)
    return fold(shown) in [fold(given), *map(fold, given.split())]


def _of_pictures(story: "StoryPage", wish: Wish, *, is_agreed: bool) -> list[Obstacle]:
    """Of the child where the consent has a photo; of another wish's child never."""
    standing = list(places.places(story))
    child = {picture.pk: picture for picture in children.among(one.image for one in standing)}
    own = _photo_of(wish)
    found = []
    for place in standing:
        picture = child.get(place.image)
        if picture and children.is_of_another(picture, wish.code):
            why = _("This picture shows the child of another wish.")
        elif (picture or place.image == own) and not is_agreed:
            why = _("A picture shows the child, but the consent for the story has no photo.")
        else:
            continue
        found.append(Obstacle(why, place.field, place.part, place.image))
    return found


def _photo_of(wish: Wish) -> int | None:
    """The wish's own picture, unless nobody is to be recognised on it."""
    image: SiteImage | None = wish.page.image if wish.page else None
    return image.pk if image and image.consent != PhotoConsent.DRAWING else None
