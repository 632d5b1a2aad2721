"""Pixels in, pixels out: the one way a picture enters the site.

A photo straight from a phone names the place and the minute it was taken (EXIF GPS, XMP, IPTC, an
embedded thumbnail). Only decoded pixels are kept, so nothing of that survives, whatever the format.
"""

import warnings
from io import BytesIO
from typing import IO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}
MAX_PIXELS = 40_000_000
MAX_BYTES = 15 * 1024 * 1024


class ImageRefused(ValidationError):
    """The file is not a picture that the site takes; the message says what to do instead."""


def reencode(file: IO[bytes]) -> ContentFile:
    """The picture in `file` as a new file of the same format, upright and without any metadata.

    Takes JPEG, PNG and WebP up to 15 MB and 40 megapixels; anything else raises `ImageRefused`.
    The caller names the new file: the old name may tell who is on the picture.
    """
    pixels, kind = _decode(file)
    out = BytesIO()
    options = {"JPEG": {"quality": 88, "optimize": True}, "WEBP": {"quality": 88}}.get(kind, {})
    pixels.save(out, format=kind, **options)
    return ContentFile(out.getvalue(), name=f"picture.{FORMATS[kind]}")


def _decode(file: IO[bytes]) -> tuple[Image.Image, str]:
    file.seek(0)
    raw = file.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise ImageRefused(_("This picture is larger than 15 MB. Please choose a smaller one."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(BytesIO(raw), formats=list(FORMATS))
            kind = picture.format or ""
            if picture.width * picture.height > MAX_PIXELS:
                raise ImageRefused(
                    _("This picture has more than 40 megapixels. Please choose a smaller one.")
                )
            picture.load()
            upright = ImageOps.exif_transpose(picture)
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as error:
        raise ImageRefused(
            _("This file could not be read as a picture. Please choose a JPEG, PNG or WebP file.")
        ) from error
    return _bare(upright, kind), kind


def _bare(picture: Image.Image, kind: str) -> Image.Image:
    """A new image that shares nothing with `picture` but its pixels."""
    if picture.has_transparency_data:
        # What was cut out of a picture often still lies in it, fully transparent.
        empty = Image.new("RGBA", picture.size)
        return Image.alpha_composite(empty, picture.convert("RGBA"))
    if picture.mode == "I;16":  # a scanner's greys: converting alone would turn them all white
        picture = picture.point(lambda grey: grey / 256)
        picture = picture.convert("L")
    mode = "L" if picture.mode == "L" else "RGB"
    bare = Image.new(mode, picture.size)
    bare.paste(picture.convert(mode))
    return bare
