"""One button: from a wish that came true to a draft in each language that the consent names."""

from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Locale

from audit.record import record
from campaigns.models import StoryIndexPage, StoryPage
from language.translated import LANGUAGES, in_language
from users.models import User
from wishes.dossiers.models import Application, Consent
from wishes.models import Wish, WishPage
from wishes.states import LifecycleError, State
from wishes.stories import gate, thanks


class CannotBeTold(LifecycleError):
    """There is no consent for a story, or nothing to tell yet; the words say which."""


def standing(wish: Wish) -> list[StoryPage]:
    """The stories of this wish that were not taken down, one a language."""
    return list(
        StoryPage.objects.filter(wish_code=wish.code, withdrawn_at=None)
        .select_related("locale")
        .order_by("locale__language_code")
    )


def obstacle(wish: Wish) -> str:
    """Why no story can be made of it; "" where one can."""
    try:
        _languages(wish)
    except CannotBeTold as error:
        return str(error)
    return ""


@transaction.atomic
def make(wish: Wish, actor: User) -> list[StoryPage]:
    """Make the drafts, or return those that are there. Raises `CannotBeTold`."""
    wish = Wish.objects.select_for_update().get(pk=wish.pk)
    if already := standing(wish):
        return already
    made = [_draft(wish, page, parent, key) for page, parent, key in _places(wish)]
    if not made:
        raise CannotBeTold(_("The site has no list of stories yet."))
    for story in made:
        story.save_revision(user=actor, log_action=True)
        if found := gate.of_consent(story):
            raise CannotBeTold(" ".join(obstacle.why for obstacle in found))
        record("story.make", story, actor, {"wish": wish.code})
    return made


def _places(wish: Wish):
    """Below which list each draft goes; all are translations of each other."""
    page = WishPage.objects.get(pk=wish.page_id)
    agreed, key = _languages(wish), uuid4()
    lists = {
        one.locale.language_code: one for one in StoryIndexPage.objects.select_related("locale")
    }
    return [(page, lists[code], key) for code in LANGUAGES if code in agreed and code in lists]


def _languages(wish: Wish) -> list[str]:
    if wish.state != State.FULFILLED:
        raise CannotBeTold(_("Only a wish that came true can be told of."))
    application = Application.objects.filter(wish=wish).first()
    consent: Consent | None = application.valid_consent() if application else None
    if not (agreed := gate.languages(consent)):
        raise CannotBeTold(_("The guardian has not agreed to a story about this wish."))
    return agreed


def _draft(wish: Wish, page: WishPage, parent: StoryIndexPage, key) -> StoryPage:
    language = parent.locale.language_code
    with override(language):
        story = StoryPage(
            locale=Locale.objects.get(pk=parent.locale_id),
            translation_key=key,
            slug=_slug(wish, parent),
            live=False,
            wish_code=wish.code,
            pseudonym=gate.name_of(wish),
            date=timezone.localdate(),
            **_words(wish, page, language),
        )
        parent.add_child(instance=story)
    return story


def _slug(wish: Wish, parent: StoryIndexPage) -> str:
    """By the code, which says nothing; a number more after a story that was taken down."""
    slug, number = f"wish-{wish.code.lower()}", 1
    taken = set(parent.get_children().values_list("slug", flat=True))
    while (f"{slug}-{number}" if number > 1 else slug) in taken:
        number += 1
    return f"{slug}-{number}" if number > 1 else slug


def _words(wish: Wish, page: WishPage, language: str) -> dict:
    """Only what is public already; the press writes the rest."""
    thing = in_language(page, "title", language).value
    lead = _("%(name)s, %(age)s, %(place)s: “%(thing)s”. This wish has come true.") % {
        "name": page.pseudonym,
        "age": page.get_age_band_display(),
        "place": page.place.name,
        "thing": thing,
    }
    told = in_language(page, "story", language).value
    body: list[tuple[str, str | dict[str, str]]] = []
    if told:
        body.append(("paragraph", format_html("<p>{}</p>", told)))
    if words := thanks.approved_words(wish, language):
        body.append(("quote", {"text": words[:400], "who": page.pseudonym}))
    title = _("A wish came true: %s") % thing
    return {"title": title, "lead": lead[:400], "body": body}
