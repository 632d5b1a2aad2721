"""Pixels in, pixels out: the one way a picture enters the site.

A photo straight from a phone names the place and the minute it was taken (EXIF GPS, XMP, IPTC, an
embedded thumbnail). Only decoded pixels are kept, so nothing of that survives, whatever the format.
"""

from typing import IO, Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _

from edge.apart import Apart
from images import decode

# How a file of ours begins, and its suffix.
FORMATS = {b"\xff\xd8\xff": "jpg", b"\x89PNG": "png", b"RIFF": "webp"}
MAX_BYTES = 15 * 1024 * 1024
# Wall clock, waiting for a free processor included; `decode` holds itself to a shorter time on it.
LONGEST_SECONDS = 10
_decoder = Apart(decode, LONGEST_SECONDS)


class ImageRefused(ValidationError):
    """The file is not a picture that the site takes; the message says what to do instead."""


class BarePicture(ContentFile):
    """A file that `reencode` made: given to it again, it is not made anew."""

    name: str
    # What a form's field leaves on a picture that it took in.
    image: Any
    content_type: str


def reencode(file: IO[bytes]) -> BarePicture:
    """The picture in `file` as a new file of the same format, upright and without any metadata.

    Takes JPEG, PNG and WebP up to 15 MB and 40 megapixels (WebP: 12); anything else raises
    `ImageRefused`. Larger than 2560 px it is made smaller. Strangers' bytes are decoded in a
    process of its own, which may take 288 MB and 1.8 seconds of a processor: see `images.decode`.
    The caller names the new file: the old name may tell who is on the picture.
    """
    file.seek(0)
    if isinstance(file, BarePicture):
        return file
    raw = file.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise ImageRefused(_("This picture is larger than 15 MB. Please choose a smaller one."))
    status, new = _decoder.answer(raw)
    if status == decode.TOO_MANY_PIXELS:
        raise ImageRefused(
            _("This picture has more than 40 megapixels. Please choose a smaller one.")
        )
    suffix = next((each for magic, each in FORMATS.items() if new.startswith(magic)), None)
    if status or suffix is None:
        raise ImageRefused(
            _("This file could not be read as a picture. Please choose a JPEG, PNG or WebP file.")
        )
    return BarePicture(new, name=f"picture.{suffix}")
