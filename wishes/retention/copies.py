"""All that is held about one wish and its people, for the guardian to take along: JSON and files.

Handed out by itself, without staff, to whoever reads the letters sent to the guardian: the private
link alone is not enough, for it may have been passed on. A key opens one copy, once, for an hour.
"""

import hashlib
import io
import json
import secrets
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from audit.models import AuditEntry
from audit.record import record
from audit.rows import facts_of
from campaigns.models import StoryPage
from outbox import mail
from outbox.models import Mail
from wishes import lifecycle
from wishes.claims.models import Claim, HandOver, Thanks
from wishes.dossiers.models import Application, Guardian
from wishes.models import Wish, WishPage
from wishes.retention.models import Asked, GuardianRequest, RequestState

KEY_LIFE = timedelta(hours=1)
# Asked for twice within this it was asked for once.
AGAIN = timedelta(minutes=1)


class NobodyToWriteTo(Exception):
    """The dossier has been emptied: nothing is held but the proof of consent."""


@transaction.atomic
def ask(application: Application) -> None:
    """Send a key to the guardian's own address; raises `NobodyToWriteTo`.

    Whoever asks at the same time waits at the wish.
    """
    wish = lifecycle.locked(application.wish)
    email = Guardian.objects.get(pk=application.guardian_id).email
    if not email:
        raise NobodyToWriteTo
    if _was_asked_just_now(wish):
        return
    key = secrets.token_urlsafe(16)
    digest = _digest(key)
    with translation.override(application.language):
        path = reverse("wishes:copy", args=[key])
    letter = mail.post_asked(
        key=f"wish_copy:{wish.code}:{digest[:32]}",
        to=email,
        template="wish_copy",
        context={"code": wish.code, "url": settings.SITE_URL + path},
        language=application.language,
        is_own_link=True,
    )
    if letter is None:
        return
    GuardianRequest.objects.create(
        wish=wish,
        kind=Asked.COPY,
        language=application.language,
        digest=digest,
        expires_at=timezone.now() + KEY_LIFE,
    )
    record("dossier.ask_copy", application, None, {"wish": wish.code})


def _was_asked_just_now(wish: Wish) -> bool:
    asked = GuardianRequest.objects.filter(wish=wish, kind=Asked.COPY)
    return asked.filter(asked_at__gt=timezone.now() - AGAIN).exists()


def is_ready(key: str) -> bool:
    return GuardianRequest.objects.copies_ready().filter(digest=_digest(key)).exists()


@transaction.atomic
def take(key: str) -> tuple[str, bytes] | None:
    """The wish's code and its copy as a zip, once; None for a used, an old and an unknown key."""
    ready = GuardianRequest.objects.copies_ready().filter(digest=_digest(key))
    request = ready.select_for_update(of=("self",)).select_related("wish").first()
    if request is None:
        return None
    request.state, request.decided_at = RequestState.DONE, timezone.now()
    request.save(update_fields=["state", "decided_at"])
    application = Application.objects.select_related("child", "guardian", "wish").get(
        wish=request.wish
    )
    record("dossier.copy", application, None, {"wish": request.wish.code})
    return request.wish.code, zipped(application)


def zipped(application: Application) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        text = json.dumps(held(application), cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
        archive.writestr("data.json", text)
        for name, file in _files(application):
            with file.open("rb") as content:
                archive.writestr(f"files/{name}", content.read())
    return made.getvalue()


def held(application: Application) -> dict[str, Any]:
    """Every row about this wish's people. What moderators note for each other is left out: it is
    theirs; erasure takes it away all the same. So is what a young adult has said for themselves,
    which is not the guardian's to know.
    """
    wish = application.wish
    page = WishPage.objects.filter(pk=wish.page_id).first()
    return {
        "wish": {"code": wish.code, "state": wish.state, "told_at": wish.told_at},
        "application": facts_of(application),
        "child": facts_of(application.child),
        "guardian": facts_of(application.guardian),
        "consents": [
            facts_of(consent)
            for consent in application.consents.filter(given_by_subject=False).order_by("pk")
        ],
        "found_by_screening": [facts_of(hit) for hit in application.hits.order_by("pk")],
        "files": [name for name, _file in _files(application)],
        "public_words": facts_of(page) if page else None,
        "promised_gifts": [
            {"state": claim.state, "made_at": claim.made_at}
            for claim in Claim.objects.filter(wish=wish).order_by("pk")
        ],
        "words_of_thanks": [facts_of(words) for words in Thanks.objects.filter(claim__wish=wish)],
        "stories": [
            {"title": story.title, "language": story.language, "is_public": story.live}
            for story in StoryPage.objects.filter(wish_code=wish.code).select_related("locale")
        ],
        "letters": list(
            Mail.objects.filter(key__contains=f":{wish.code}:")
            .order_by("pk")
            .values("subject", "created_at", "sent_at")
        ),
        "who_looked": list(
            AuditEntry.objects.filter(facts__contains={"wish": wish.code})
            .order_by("pk")
            .values("at", "action")
        ),
    }


def _files(application: Application) -> list[tuple[str, Any]]:
    kept = [(f"{one.kind}-{one.pk}", one.file) for one in application.evidence.order_by("pk")]
    signed = HandOver.objects.filter(claim__wish=application.wish_id).exclude(paper="")
    kept += [(f"hand_over-{one.pk}", one.paper) for one in signed]
    return [(f"{name}{Path(str(file.name)).suffix}", file) for name, file in kept]


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
