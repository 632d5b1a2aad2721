"""The hidden value that tells a form sent twice from two forms, and people from machines."""

import secrets

from django.core import signing

SALT = "wishes.telling"
# Nobody fills in such a form in less; a machine does.
LEAST_SECONDS = 2
MOST_SECONDS = 7 * 24 * 3600


class NonceError(ValueError):
    """Not one of ours, too old, or sent back at once."""


def new_nonce() -> str:
    return signing.TimestampSigner(salt=SALT).sign(secrets.token_urlsafe(12))


def check_nonce(nonce: str) -> None:
    signer = signing.TimestampSigner(salt=SALT)
    try:
        signer.unsign(nonce, max_age=MOST_SECONDS)
    except signing.BadSignature as error:
        raise NonceError from error
    try:
        signer.unsign(nonce, max_age=LEAST_SECONDS)
    except signing.SignatureExpired:
        return
    raise NonceError
