"""Private links that can be written again, and that a copy of the database does not open.

Such a link is sent in more than one letter, so it must be possible to make it again. So a row holds
a random seed and the digest of the token (`link_seed`, `link_digest`), and the token is made from
the seed with SECRET_KEY, which is not in the database. 128 bits, so that guessing is hopeless.
"""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import Protocol

from django.conf import settings
from django.utils.encoding import force_bytes

TOKEN_BYTES = 16


class Linked(Protocol):
    """A row with a private link."""

    link_seed: "bytes | memoryview[int]"
    link_digest: "bytes | memoryview[int]"

    def save(self, *, update_fields: list[str]) -> None: ...


@dataclass(frozen=True)
class DerivedLinks:
    """The links of one kind of row; `purpose` keeps the tokens of two kinds apart."""

    purpose: str

    def _token(self, seed: bytes, key: str | bytes) -> str:
        message = f"{self.purpose}:".encode() + seed
        made = hmac.digest(force_bytes(key), message, "sha256")
        return base64.urlsafe_b64encode(made[:TOKEN_BYTES]).rstrip(b"=").decode()

    def new(self) -> dict[str, bytes]:
        """Seed and digest for a new row's columns."""
        seed = secrets.token_bytes(TOKEN_BYTES)
        token = self._token(seed, settings.SECRET_KEY)
        return {"link_seed": seed, "link_digest": digest(token)}

    def token_of(self, row: Linked) -> str:
        """The token of that row's link.

        While SECRET_KEY is rotated, links made with the old key still open; once it has left
        SECRET_KEY_FALLBACKS too, the row is given a new link, for the next letter.
        """
        seed, stored = bytes(row.link_seed), bytes(row.link_digest)
        for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
            token = self._token(seed, key)
            if hmac.compare_digest(digest(token), stored):
                return token
        token = self._token(seed, settings.SECRET_KEY)
        row.link_digest = digest(token)
        row.save(update_fields=["link_digest"])
        return token


def digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
