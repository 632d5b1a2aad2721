"""The private link by which a guardian follows an application.

The link is sent in every letter, so it must be possible to write it again; yet a copy of the
database must not be enough to open it. So the row holds a random seed and the digest of the
token, and the token is made from the seed with SECRET_KEY, which is not in the database.
128 bits, so that guessing is hopeless.
"""

import base64
import hashlib
import hmac
import secrets
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.translation import override

if TYPE_CHECKING:
    from wishes.dossiers.models import Application

TOKEN_BYTES = 16


def _token(seed: bytes, key: str | bytes) -> str:
    message = b"wishes.dossiers.links:" + seed
    digest = hmac.digest(force_bytes(key), message, "sha256")
    return base64.urlsafe_b64encode(digest[:TOKEN_BYTES]).rstrip(b"=").decode()


def digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def new_link() -> dict[str, bytes]:
    """Seed and digest for a new application's columns."""
    seed = secrets.token_bytes(TOKEN_BYTES)
    return {"link_seed": seed, "link_digest": digest(_token(seed, settings.SECRET_KEY))}


def token_of(application: "Application") -> str:
    """The token of that application's link.

    While SECRET_KEY is rotated, links made with the old key still open; once it has left
    SECRET_KEY_FALLBACKS too, the application is given a new link, for the next letter.
    """
    seed, stored = bytes(application.link_seed), bytes(application.link_digest)
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        token = _token(seed, key)
        if hmac.compare_digest(digest(token), stored):
            return token
    token = _token(seed, settings.SECRET_KEY)
    application.link_digest = digest(token)
    application.save(update_fields=["link_digest"])
    return token


def path_of(application: "Application", language: str | None = None) -> str:
    """The path of the follow page, in the application's own language by default."""
    with override(language or application.language):
        return reverse("wishes:follow", args=[token_of(application)])


def application_for(token: str) -> "Application | None":
    from wishes.dossiers.models import Application

    return (
        Application.objects.select_related("wish__page", "guardian", "child")
        .filter(link_digest=digest(token))
        .first()
    )
