"""What stands between a wish and the site, judged on the words as they are now.

Asked in four places: when a step of the workflow offers "approve", when it is taken, when the page
form is sent, and when the page is written as live. The database asks once more.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from edge.refused import MayNotBeLive
from images.children import is_of_another
from language.translated import LANGUAGES
from money.amounts import format_tenge
from outbox.same_address import mailbox_of
from wishes.dossiers.models import Application, Consent, Hit, Medium, Purpose
from wishes.models.wish import Wish
from wishes.moderation import texts
from wishes.states import ON_THE_SITE, WAITING, State

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from wishes.models import WishPage


@dataclass(frozen=True)
class Obstacle:
    code: str
    message: "StrOrPromise"

    def __str__(self) -> str:
        return str(self.message)


NOT_TOLD = Obstacle("not_told", _("There is no application behind this page."))
NO_CONSENT = Obstacle("consent", _("There is no consent in force for showing this wish."))
NO_TEXT = Obstacle(
    "text", _("In at least one language both the wish and why it matters are needed.")
)
NAME_NOT_AGREED = Obstacle(
    "name", _("The child's first name is shown, but the consent does not include it.")
)
PHOTO_NOT_AGREED = Obstacle(
    "photo", _("The picture shows a person, but the consent does not include a photo.")
)
PICTURE_OF_ANOTHER = Obstacle(
    "picture_of_another",
    _("This picture belongs to another wish: a child's picture hangs on one consent only."),
)
LANGUAGE_NOT_AGREED = Obstacle(
    "language", _("The words stand in a language that the consent does not include.")
)
NOT_SAFEGUARDED = Obstacle(
    "safeguarding", _("The words have changed since safeguarding: send them back to it.")
)
NOT_APPROVED = Obstacle("approval", _("These words were not approved by two people."))
SAME_PERSON = Obstacle("same_person", _("Somebody else than for safeguarding must approve this."))
OWN_WORDS = Obstacle("own_words", _("You wrote these words, so somebody else must approve them."))
OWN_WISH = Obstacle("own_wish", _("You told this wish, so others must decide about it."))
WRONG_STATE = Obstacle("state", _("In its present state this wish cannot be approved."))


def obstacles_to_step(page: "WishPage", user) -> list[Obstacle]:
    """Why `user` cannot approve the step that the page is on; empty where they can."""
    wish = _wish_of(page)
    if wish is None:
        return [NOT_TOLD]
    found = _of_the_words(page, wish)
    if wish.state not in WAITING:
        found.append(WRONG_STATE)
    if user is not None and was_told_by(wish, user):
        found.append(OWN_WISH)
    if is_at_last_reading(page):
        found += _of_the_last_reading(page, wish, user)
    return found


def obstacles_to_going_live(page: "WishPage") -> list[Obstacle]:
    """Why these very words may not be live; empty where they may."""
    wish = _wish_of(page)
    if wish is None:
        return [NOT_TOLD]
    found = _of_the_words(page, wish)
    if wish.state not in ON_THE_SITE | {State.APPROVED}:
        found.append(WRONG_STATE)
    prints = {wish.safeguarded_print, wish.approved_print}
    two_people = wish.approved_by_id and wish.approved_by_id != wish.safeguarded_by_id
    if prints != {page.fingerprint} or not two_people:
        found.append(NOT_APPROVED)
    return found


def require_may_go_live(page: "WishPage") -> None:
    """Raises MayNotBeLive with all that stands in the way."""
    obstacles = obstacles_to_going_live(page)
    if obstacles:
        raise MayNotBeLive([str(obstacle) for obstacle in obstacles])


def was_told_by(wish: Wish, user) -> bool:
    """Whether `user` is the one who told it: by e-mail, since guardians have no accounts.

    Whoever reads an institution's mail can tell wishes by its link, in anybody's name.
    """
    told_by = Application.objects.filter(wish=wish).values_list(
        "guardian__email", "institution__email"
    )
    mailboxes = {mailbox_of(email) for row in told_by for email in row if email}
    return bool(user.email) and mailbox_of(user.email) in mailboxes


def is_at_last_reading(page: "WishPage") -> bool:
    from wishes.models import EditorialTask

    return isinstance(page.current_workflow_task, EditorialTask)


def _wish_of(page: "WishPage") -> Wish | None:
    """Read anew: the caller may have locked and changed the row."""
    return Wish.objects.filter(page_id=page.pk).select_related("application").first()


def _of_the_last_reading(page: "WishPage", wish: Wish, user) -> list[Obstacle]:
    found = []
    if wish.safeguarded_print != page.fingerprint:
        found.append(NOT_SAFEGUARDED)
    if user is not None and user.pk == wish.safeguarded_by_id:
        found.append(SAME_PERSON)
    elif user is not None and user.pk == wish.text_by_id:
        found.append(OWN_WORDS)
    return found


def _of_the_words(page: "WishPage", wish: Wish) -> list[Obstacle]:
    application = Application.objects.filter(wish=wish).select_related("child", "guardian").first()
    if application is None:
        return [NOT_TOLD]
    found = _of_consent(page, application)
    if not any(
        getattr(page, f"title_{code}").strip() and getattr(page, f"story_{code}").strip()
        for code in LANGUAGES
    ):
        found.append(NO_TEXT)
    if not page.price_tiyn or page.price_tiyn < 1 or page.price_tiyn > page.category.cap_tiyn:
        found.append(_over_the_cap(page))
    return found + _of_screening(page, application)


def _of_consent(page: "WishPage", application: Application) -> list[Obstacle]:
    consent = application.valid_consent()
    if consent is None or not consent.allows(Purpose.SHOW_WISH, Medium.TEXT):
        return [NO_CONSENT]
    found = []
    if _shows_first_name(page, application) and not _agreed(consent, Medium.FIRST_NAME):
        found.append(NAME_NOT_AGREED)
    if page.image and page.image.consent != "drawing" and not _agreed(consent, Medium.PHOTO):
        found.append(PHOTO_NOT_AGREED)
    if page.image and is_of_another(page.image, page.code):
        found.append(PICTURE_OF_ANOTHER)
    if not all(_agreed(consent, Medium.TEXT, code) for code in _languages_of(page)):
        found.append(LANGUAGE_NOT_AGREED)
    return found


def _languages_of(page: "WishPage") -> list[str]:
    """In which at least something of the page is written."""
    return [
        code
        for code in LANGUAGES
        if getattr(page, f"title_{code}").strip() or getattr(page, f"story_{code}").strip()
    ]


def _agreed(consent: Consent, medium: Medium, language: str | None = None) -> bool:
    return consent.allows(Purpose.SHOW_WISH, medium, language)


def _shows_first_name(page: "WishPage", application: Application) -> bool:
    return page.pseudonym.casefold() == application.child.given_name.casefold()


def _over_the_cap(page: "WishPage") -> Obstacle:
    text = gettext("The price must be between %(least)s and %(cap)s for this category.")
    cap = format_tenge(page.category.cap_tiyn)
    return Obstacle("price", text % {"least": format_tenge(100), "cap": cap})


def _of_screening(page: "WishPage", application: Application) -> list[Obstacle]:
    """One obstacle for each thing found that nobody has allowed to stay."""
    allowed = set(
        Hit.objects.allowed()
        .filter(application=application)
        .values_list("field", "rule", "excerpt")
    )
    text = gettext("%(reason)s, in “%(field)s”: “%(excerpt)s”")
    return [
        Obstacle("hit", text % {"reason": reason, "field": label, "excerpt": finding.excerpt})
        for field, label, reason, finding in texts.findings_in(page, application)
        if (field, finding.rule, finding.excerpt) not in allowed
    ]
