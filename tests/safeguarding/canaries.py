"""Wishes whose every private word is marked, in every state: made the site's own way.

What is told is marked as it is told, so that letters, versions, logs and the audit trail have met
the marks too. What only staff or a donor write, and the first telling of what the page then says in
words that were approved, is marked afterwards.
"""

import secrets
from collections.abc import Callable

from django.core.files.base import ContentFile
from django.db import models
from django.utils import timezone

from tests.factories import claims as given
from tests.factories import wishes as make
from tests.factories.pages import make_picture
from tests.safeguarding import marks
from tests.safeguarding.copying import copy, past_the_triggers, rows_of
from tests.safeguarding.pictures import drawing, gps, saved
from wishes import lifecycle, stories
from wishes.claims import gifts
from wishes.claims.models import Claim, ClaimPause, Stage, Thanks
from wishes.dossiers.models import Application, Hit, Institution
from wishes.dossiers.models.scope import NEEDED
from wishes.models import CatalogueEntry, Place, Reason, Wish
from wishes.moderation import decisions
from wishes.moderation.models import Note

# Costly enough to be paid for in parts.
PRICE = 55_000_00
AGREED = (*NEEDED, "tell_story:text")
TOLD = (
    "guardian_name", "relation", "organisation", "phone", "email", "given_name", "family_name",
    "patronymic", "iin", "school", "address",
)  # fmt: skip


def photo() -> bytes:
    return saved(drawing("RGB"), "JPEG", exif=gps(), comment=marks.SECRET)


def photo_file() -> ContentFile:
    return ContentFile(photo(), name="канарка0000.jpg")


def told(n: int) -> Wish:
    words = {name: marks.word(name, marks.CHILD, n) for name in TOLD}
    files = {kind: photo_file() for kind in ("photo", "consent_paper")}
    return make.tell_wish(
        **words, born_on=marks.BORN, price_tiyn=PRICE, scope=AGREED, evidence=files
    )


def read(n: int, *answers: str) -> Wish:
    """Told, with a picture, and `answers` of so many moderators."""
    wish = told(n)
    page = make.latest(wish)
    page.image = make_picture(file=photo_file())
    page.save_revision(user=None)
    for answer in answers:
        kind = {decisions.REJECT: "reject", decisions.CHANGES: "changes"}.get(answer)
        reason = Reason.objects.filter(kind=kind).first()
        chosen = {"reason": reason.slug} if reason else {}
        decisions.decide(wish, make.make_moderator(), answer, chosen)
        wish.refresh_from_db()
    return wish


def shown(n: int) -> Wish:
    return read(n, decisions.APPROVE, decisions.APPROVE)


def then(*events: str) -> Callable[[int], Wish]:
    def made(n: int) -> Wish:
        wish = shown(n)
        for event in events:
            wish = getattr(lifecycle, event)(wish)
        return wish

    return made


def claimed(n: int, to: Stage) -> Wish:
    """Promised by a donor, and brought as far as `to`."""
    words = {
        name: marks.word(name, marks.DONOR, n)
        for name in ("donor_name", "donor_email", "donor_phone")
    }
    claim, keepers = given.waiting_claim(shown(n), **words), [given.make_keeper() for _two in "ab"]
    steps: dict[Stage, Callable[[Claim], Claim]] = {
        Stage.ACTIVE: lambda claim: given.making.confirm(claim),
        Stage.RECEIVED: lambda claim: gifts.receive(claim, keepers[0]),
        Stage.HANDED_OVER: lambda claim: handed_over(claim, *keepers),
        Stage.FULFILLED: lambda claim: gifts.fulfil(claim, keepers[0]),
    }
    for stage, step in steps.items():
        if to == Stage.WAITING:
            break
        claim = step(claim)
        if stage == to:
            break
    return Wish.objects.get(pk=claim.wish_id)


def handed_over(claim: Claim, one, other) -> Claim:
    return given.confirmed(gifts.prepare_hand_over(claim, photo_file(), one), other)


def story(n: int) -> Wish:
    """It came true, and a story of it is on the site."""
    wish = claimed(n, Stage.FULFILLED)
    for page in stories.make(wish, make.make_moderator()):
        page.picture = make_picture(file=photo_file())
        page.save_revision().publish()
    return wish


# Every way that a wish may stand.
WAYS: dict[str, Callable[[int], Wish]] = {
    "told": told,
    "being read": lambda n: lifecycle.open_review(told(n), make.make_moderator()),
    "read once": lambda n: read(n, decisions.APPROVE),
    "asked about": lambda n: read(n, decisions.CHANGES),
    "rejected": lambda n: read(n, decisions.REJECT),
    "published": shown,
    "paused": then("pause"),
    "withdrawn": then("withdraw"),
    "expired": then("expire"),
    "anonymised": then("withdraw", "anonymise"),
    "promised": lambda n: claimed(n, Stage.WAITING),
    "claimed": lambda n: claimed(n, Stage.ACTIVE),
    "received": lambda n: claimed(n, Stage.RECEIVED),
    "handed over": lambda n: claimed(n, Stage.HANDED_OVER),
    "fulfilled": lambda n: claimed(n, Stage.FULFILLED),
    "story": story,
}


def make_canaries(number: int, *names: str) -> dict[str, Wish]:
    """One of each way (or of those named), by its name; and copies until there are `number`."""
    firsts = {name: WAYS[name](n) for n, name in enumerate(names or WAYS)}
    for n, wish in enumerate(firsts.values()):
        _mark(wish, n)
    _pause()
    copy(list(firsts.values()), range(len(firsts), number))
    return firsts


def _mark(wish: Wish, number: int) -> None:
    with past_the_triggers():
        _add_what_is_missing(wish)
        for model, rows in rows_of(wish).items():
            if model in (Wish, CatalogueEntry):
                continue
            side = marks.side_of(model)
            fields = [one for one in marks.telling_fields(model)
                      if not isinstance(one, models.FileField)]  # fmt: skip
            values = {field.name: marks.mark(field, side, number) for field in fields}
            if values:
                model._base_manager.filter(pk__in=[row.pk for row in rows]).update(**values)


def _add_what_is_missing(wish: Wish) -> None:
    """What may belong to a wish, and does not by the way that it was made here."""
    application = Application.objects.get(wish=wish)
    staff = make.make_moderator()
    Note.objects.create(application=application, author=staff, text="x")
    Application.objects.filter(pk=application.pk).update(institution=_institution())
    for claim in Claim.objects.filter(wish=wish, state=Stage.FULFILLED):
        Thanks.objects.get_or_create(
            claim=claim, defaults={"text": "x", "language": "ru", "author": staff}
        )
    Hit.objects.get_or_create(
        application=application, field="story_ru", rule="surname", excerpt="x",
        defaults={"start": 0, "end": 1},
    )  # fmt: skip


def _institution() -> Institution:
    made = secrets.token_bytes
    return Institution.objects.create(
        name="x", email="x@example.kz", place=Place.objects.get(slug="ridder"), language="ru",
        kind=Institution.Kind.OTHER, bin="", link_seed=made(16), link_digest=made(32),
        link_made_at=timezone.now(),
    )  # fmt: skip


def _pause() -> None:
    """An address that may promise nothing: it belongs to no wish."""
    ClaimPause.objects.create(
        email=marks.word("donor_email", marks.DONOR, 0),
        reason=marks.word("reason", marks.DONOR, 0),
        lifted_at=timezone.now(), lifted_by=make.make_moderator(),
    )  # fmt: skip


def unmarked() -> list[str]:
    """Private fields of which no row holds a mark: nobody would notice that they leak."""
    missing = []
    for model in marks.private_models():
        for field in marks.telling_fields(model):
            pattern = marks.FOUND[marks.side_of(model)]
            texts = map(str, model._base_manager.values_list(field.attname, flat=True))
            if not any(pattern.search(text) for text in texts):
                missing.append(f"{model._meta.label_lower}.{field.name}")
    return missing
