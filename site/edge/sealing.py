"""Private files at rest: sealed with a key that does not lie beside them.

A sealed file is MARK, the print of its key, a nonce and the sealed content (AES-256-GCM, so that a
changed byte is noticed). The first of PRIVATE_FILE_KEYS seals, all of them open: a new key is put
first, `rotate_private_files` seals everything anew, and then the old key can go.
"""

import hashlib
import secrets
from base64 import b64decode
from binascii import Error as NotBase64

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

# No picture and no PDF begins so: whatever does not is a file from before there were keys.
MARK = b"\x93ZHRK1\r\n"
PRINT_BYTES, NONCE_BYTES, TAG_BYTES, KEY_BYTES = 8, 12, 16, 32
HEAD_BYTES = len(MARK) + PRINT_BYTES + NONCE_BYTES
OVERHEAD = HEAD_BYTES + TAG_BYTES


class KeyRefused(ValueError):
    """A key that is not 32 random bytes in URL-safe base64."""


class CannotOpen(OSError):
    """Sealed with a key that PRIVATE_FILE_KEYS does not hold (any more), or changed since."""


def key_of(text: str) -> bytes:
    """Raises KeyRefused."""
    try:
        key = b64decode(text.encode("ascii"), altchars=b"-_", validate=True)
    except (NotBase64, ValueError) as error:
        raise KeyRefused from error
    if len(key) != KEY_BYTES:
        raise KeyRefused
    return key


def is_key(text: str) -> bool:
    try:
        key_of(text)
    except KeyRefused:
        return False
    return True


def seal(content: bytes) -> bytes:
    key = _keys()[0]
    nonce = secrets.token_bytes(NONCE_BYTES)
    return MARK + _print(key) + nonce + AESGCM(key).encrypt(nonce, content, None)


def unseal(stored: bytes) -> bytes:
    """The content; raises CannotOpen. What was never sealed is returned as it is."""
    if not is_sealed(stored):
        return stored
    key = next((key for key in _keys() if _print(key) == _print_in(stored)), None)
    if key is None:
        raise CannotOpen("no key of PRIVATE_FILE_KEYS opens this file")
    nonce = stored[HEAD_BYTES - NONCE_BYTES : HEAD_BYTES]
    try:
        return AESGCM(key).decrypt(nonce, stored[HEAD_BYTES:], None)
    except InvalidTag as error:
        raise CannotOpen("this file is not as it was stored") from error


def is_sealed(stored: bytes) -> bool:
    """Of a whole file, or of its first HEAD_BYTES."""
    return stored.startswith(MARK)


def is_by_the_first_key(stored: bytes) -> bool:
    """Whether nothing is left to be done to it; its first HEAD_BYTES are enough."""
    return is_sealed(stored) and _print_in(stored) == _print(_keys()[0])


def _keys() -> list[bytes]:
    return [key_of(text) for text in settings.PRIVATE_FILE_KEYS]


def _print(key: bytes) -> bytes:
    return hashlib.sha256(b"edge.sealing:" + key).digest()[:PRINT_BYTES]


def _print_in(stored: bytes) -> bytes:
    return stored[len(MARK) : len(MARK) + PRINT_BYTES]
