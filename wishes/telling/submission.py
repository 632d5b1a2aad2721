"""Taking in a wish: private rows, public draft, workflow and first letter, all in one commit."""

import hashlib
import json

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import Locale

from audit.record import record
from wishes import lifecycle, notices
from wishes.codes import new_code
from wishes.dossiers import links
from wishes.dossiers.models import (
    Application,
    Child,
    Evidence,
    Guardian,
    Institution,
    Medium,
    Purpose,
)
from wishes.dossiers.models.scope import cell
from wishes.models.page import WishPage
from wishes.models.reference import Season
from wishes.models.wish import AgeBand, Wish, age_on
from wishes.moderation import texts, workflow
from wishes.states import state_after
from wishes.telling import buckets, consenting, pseudonyms
from wishes.telling.told import Told


def key_of(nonce: str, told: Told) -> str:
    """The same for the same form sent again, another once anything in it was changed.

    So a double click makes one wish, while going back to mend a mistake makes another one
    instead of losing the mending.
    """
    said = {
        name: str(value)
        for name, value in vars(told).items()
        if name not in ("evidence", "category", "place")
    }
    said |= {"category": told.category.slug, "place": told.place.slug}
    # A picture that was forgotten the first time is a change too.
    said |= {kind: _print_of(file) for kind, file in told.evidence.items()}
    text = json.dumps([nonce, said], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _print_of(file: ContentFile) -> str:
    content = file.read()
    file.seek(0)
    return hashlib.sha256(content).hexdigest()


def tell(told: Told, nonce: str) -> Application:
    """Take in the wish, or return the application that this very form has made already.

    Raises `buckets.NoWishList` where the site has no list of wishes yet.
    """
    key = key_of(nonce, told)
    for attempts_left in (2, 1, 0):
        earlier = Application.objects.filter(sent_once=key).select_related("wish").first()
        if earlier:
            return earlier
        try:
            with transaction.atomic():
                return _take_in(told, key)
        except IntegrityError:
            # The same form was sent twice at once, or a code came up twice: look again.
            if not attempts_left:
                raise
    raise AssertionError("unreachable")


def _take_in(told: Told, key: str) -> Application:
    season = Season.objects.for_day()
    # Locks the list first, so that nothing is written that a rival would have to undo.
    bucket = buckets.bucket_for(season)
    page = _draft_page(told, season, bucket.locale)
    bucket.add_child(instance=page)
    wish = Wish.objects.create(code=page.code, page=page, state_since=timezone.now())
    application = _dossier(told, key, wish)
    # Wagtail's own page revision; `WishPage.save_revision` screens the words.
    page.save_revision(user=None)
    workflow.ensure_running(wish)
    record("wish.tell", wish, None, {"kind": told.submitter_kind, "language": told.language})
    notices.received(application)
    return application


def _draft_page(told: Told, season: Season | None, locale: Locale) -> WishPage:
    """Only what may become public; see `_shown_name` for the child's name."""
    code = new_code()
    return WishPage(
        title=code,
        slug=code.lower(),
        code=code,
        pseudonym=_shown_name(told),
        age_band=AgeBand.for_age(age_on(told.born_on, timezone.localdate())),
        place=told.place,
        category=told.category,
        season=season,
        size=told.size,
        price_tiyn=told.price_tiyn,
        live=False,
        has_unpublished_changes=True,
        locale=locale,
        **{f"title_{told.language}": told.what, f"story_{told.language}": told.why},
    )


def _shown_name(told: Told) -> str:
    """The first name where that was agreed to, a gentle other name otherwise; never more."""
    if cell(Purpose.SHOW_WISH, Medium.FIRST_NAME) in told.scope:
        return told.given_name
    return pseudonyms.choose(told.given_name)


def _dossier(told: Told, key: str, wish: Wish) -> Application:
    child = Child.objects.create(
        given_name=told.given_name,
        family_name=told.family_name,
        patronymic=told.patronymic,
        born_on=told.born_on,
        iin=told.iin,
        school=told.school,
        address=told.address,
    )
    guardian = Guardian.objects.create(
        name=told.guardian_name,
        relation=told.relation,
        organisation=told.organisation,
        phone=told.phone,
        email=told.email,
    )
    application = Application.objects.create(
        wish=wish,
        submitter_kind=told.submitter_kind,
        institution=told.institution,
        language=told.language,
        child=child,
        guardian=guardian,
        told_title=told.what,
        told_story=told.why,
        told_size=told.size,
        sent_once=key,
        **links.new_link(),
    )
    if told.institution:
        Institution.objects.filter(pk=told.institution.pk).update(last_told_at=timezone.now())
    consenting.give(application, told)
    for kind, file in told.evidence.items():
        Evidence.objects.create(application=application, kind=kind, file=file)
    return application


@transaction.atomic
def resend(wish: Wish, words: dict[str, str], price_tiyn: int) -> Wish:
    """The guardian's answer to what was asked: `what`, `why` and `size` as they stand now.

    Raises `WrongState` where nothing is asked (any more), and changes nothing then.
    """
    wish = lifecycle.locked(wish)
    state_after("resubmit", wish.state)
    application = wish.application
    application.told_title, application.told_story = words["what"], words["why"]
    application.told_size = words["size"]
    application.save()
    page = texts.draft_of(wish)
    setattr(page, f"title_{application.language}", words["what"])
    setattr(page, f"story_{application.language}", words["why"])
    page.size, page.price_tiyn = words["size"], price_tiyn
    page.save_revision(user=None)
    return lifecycle.resubmit(wish)
