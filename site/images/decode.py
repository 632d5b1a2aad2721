"""`python -I decode.py`: a stranger's picture on stdin, its bare pixels as a new file on stdout.

A program of its own, because nothing inside a web process can hold a decoder to a time or a memory:
here the kernel does. It knows nothing of the site and reads no settings, so that it starts quickly
and has nothing to give away. `images.reencode` runs it, one picture at a time.
"""

import os
import signal
import sys
from io import BytesIO
from math import ceil

from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

try:
    import resource
except ImportError:  # Windows has no such limits; there only pixels and the caller's clock count
    resource = None  # type: ignore[assignment]

# All memory that this process may ask for, its own code included; and its time on a processor.
MOST_MEMORY = 288 * 1024 * 1024
MOST_CPU_SECONDS = 1.8
MAX_PIXELS = 40_000_000
# Its decoder holds three pictures at once, so that more would not fit into the memory above.
MAX_PIXELS_WEBP = 12_000_000
# Enough to read a page of A4; no page of the site shows more.
LONGEST_SIDE = 2560
ROWS_AT_ONCE = 128

# What the program answers with; any other end is a picture that broke it.
UNREADABLE, TOO_MANY_PIXELS = 3, 4

READERS = {
    b"\xff\xd8\xff": ("JPEG", JpegImageFile),
    b"\x89PNG\r\n\x1a\n": ("PNG", PngImageFile),
    b"RIFF": ("WEBP", WebPImageFile),
}
OPTIONS: dict[str, dict[str, int | bool]] = {
    "JPEG": {"quality": 88, "optimize": True},
    # The usual efforts take a second and more for a picture of this size.
    "PNG": {"compress_level": 3},
    "WEBP": {"quality": 88, "method": 2},
}
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
ORIENTATION = 0x0112


class TooManyPixels(Exception):
    pass


def hold_to_limits() -> None:
    """From here on this process dies rather than take more; nor may it write or open files."""
    if resource is None:
        return
    signal.setitimer(signal.ITIMER_PROF, MOST_CPU_SECONDS)
    limits = {
        resource.RLIMIT_AS: MOST_MEMORY,
        resource.RLIMIT_CPU: ceil(MOST_CPU_SECONDS),
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    if sys.platform == "darwin":  # it knows the name and refuses every number
        del limits[resource.RLIMIT_AS]
    for limit, most in limits.items():
        resource.setrlimit(limit, (most, most))


def reencoded(raw: bytes) -> bytes:
    """The first picture in `raw` as a new file of the same format, upright, at most 2560 px long.

    Raises `TooManyPixels`, or whatever the decoder raises for what is no picture.
    """
    kind, picture = _opened(raw)
    # Read before the pixels are let go of.
    turn = TURNS.get(picture.getexif().get(ORIENTATION, 1))
    bare = _bare(picture)
    if turn is not None:
        bare = bare.transpose(turn)
    out = BytesIO()
    bare.save(out, format=kind, **OPTIONS[kind])
    return out.getvalue()


def _opened(raw: bytes) -> tuple[str, Image.Image]:
    # By its first bytes, and not by `Image.open`: that makes a two-picture MPO of many a photo.
    found = (reader for magic, reader in READERS.items() if raw.startswith(magic))
    kind, reader = next(found, ("", None))
    if reader is None:
        raise ValueError("neither JPEG nor PNG nor WebP")
    most = MAX_PIXELS_WEBP if kind == "WEBP" else MAX_PIXELS
    # Pillow refuses twice as many, before it asks for the memory.
    Image.MAX_IMAGE_PIXELS = most // 2
    try:
        picture = reader(BytesIO(raw))
    except Image.DecompressionBombError as error:
        raise TooManyPixels from error
    if picture.width * picture.height > most:
        raise TooManyPixels
    if isinstance(picture, JpegImageFile):
        _read_coarsely(picture)
    return kind, picture


def _read_coarsely(picture: JpegImageFile) -> None:
    """Have a large photo decoded at half, a quarter or an eighth, as far as nothing is lost."""
    for step in (8, 4, 2):
        if max(picture.size) // step >= LONGEST_SIDE:
            picture.draft(None, (picture.width // step, picture.height // step))
            return


def _bare(picture: Image.Image) -> Image.Image:
    """A new image that shares nothing with `picture` but its pixels, and is not too long.

    `picture` is emptied as soon as it was read: two of them side by side would be too much.
    """
    picture.load()
    factor = max(picture.size) // LONGEST_SIDE or 1
    is_scaled = max(picture.size) > LONGEST_SIDE
    mode = _plain_mode(picture, is_scaled)
    canvas = Image.new(mode, (ceil(picture.width / factor), ceil(picture.height / factor)))
    rows = ROWS_AT_ONCE * factor
    for top in range(0, picture.height, rows):
        strip = picture.crop((0, top, picture.width, min(top + rows, picture.height)))
        strip = _plain(strip, mode)
        canvas.paste(strip.reduce(factor) if factor > 1 else strip, (0, top // factor))
    picture.close()
    picture.im = None  # type: ignore[assignment]
    if is_scaled:
        canvas.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    return canvas.convert("RGBA") if mode == "RGBa" else canvas


def _plain_mode(picture: Image.Image, is_scaled: bool) -> str:
    if picture.has_transparency_data:
        # Colours are scaled by how much of them is seen, or edges would turn dark.
        return "RGBa" if is_scaled else "RGBA"
    return "L" if picture.mode in ("1", "L") or picture.mode.startswith("I;16") else "RGB"


def _plain(strip: Image.Image, mode: str) -> Image.Image:
    if mode in ("RGBA", "RGBa"):
        seen = strip.convert("RGBA")
        if mode == "RGBa":
            return seen.convert("RGBa")
        # What was cut out of a picture often still lies in it, fully transparent.
        return Image.alpha_composite(Image.new("RGBA", strip.size), seen)
    if strip.mode.startswith("I;16"):  # a scanner's greys: `convert` would turn them all white
        strip = strip.point(lambda grey: grey / 256)
    return strip.convert(mode)


def answer(raw: bytes) -> tuple[int, bytes]:
    """The new file with 0, or nothing with the reason as the program's exit status."""
    try:
        return 0, reencoded(raw)
    except (TooManyPixels, MemoryError):
        return TOO_MANY_PIXELS, b""
    except Exception:  # noqa: BLE001 - a broken file may raise anything, and all of it is one answer
        return UNREADABLE, b""


def main() -> None:
    raw = sys.stdin.buffer.read()
    hold_to_limits()
    status, new = answer(raw)
    sys.stdout.buffer.write(new)
    sys.stdout.buffer.flush()
    # At once: nothing is left to tidy up.
    os._exit(status)


if __name__ == "__main__":
    main()
