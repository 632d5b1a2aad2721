"""Pictures as an attacker would send them: number `n` is always the same one for the same seed.

Most are a good file, mutated; each twentieth is made by hand to break a decoder. Imports nothing
of the site, so that the process that measures stays small.
"""

import random
import struct
import zlib
from collections.abc import Callable, Iterator
from functools import cache
from io import BytesIO

from PIL import Image

SECRET = b"CANARY-49.9483N-82.6275E"
EXIF = b"Exif\0\0"


def gps() -> Image.Exif:
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()  # ImageDescription
    exif[0x0112] = 6  # lying on its side
    exif.get_ifd(0x8825)[0x001D] = SECRET.decode()  # GPSDateStamp
    return exif


def saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def drawing(mode: str, width: int = 96, height: int = 64) -> Image.Image:
    noise = Image.effect_noise((width, height), 80)
    if mode in ("L", "1", "P"):
        return noise.convert(mode)
    return Image.merge(mode, [noise.point(lambda v, s=s: v // s) for s in range(1, len(mode) + 1)])


@cache
def good() -> tuple[bytes, ...]:
    """Honest files of all the ways that cameras, scanners and editors write, each with marks."""
    told = {"exif": gps(), "xmp": b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>"}
    jpegs = [
        saved(drawing(mode), "JPEG", exif=gps(), comment=SECRET, progressive=progressive)
        for mode in ("L", "RGB", "CMYK")
        for progressive in (False, True)
    ]
    pngs = [
        saved(drawing(mode), "PNG", exif=gps()) for mode in ("L", "1", "P", "RGB", "RGBA", "LA")
    ]
    pngs.append(saved(Image.new("I;16", (40, 40), 4660), "PNG"))
    webps = [
        saved(drawing(mode), "WEBP", lossless=lossless, **told)
        for mode in ("RGB", "RGBA")
        for lossless in (False, True)
    ]
    return (*jpegs, *pngs, *webps, two_in_one(), animated("WEBP", 5), animated("PNG", 5))


def two_in_one() -> bytes:
    """MPO, as many telephones write: a JPEG with another one behind it."""
    return saved(drawing("RGB"), "MPO", save_all=True, append_images=[drawing("RGB", 32, 32)])


@cache
def animated(kind: str, frames: int) -> bytes:
    steps = [Image.new("RGB", (8, 8), (n % 256, n // 256, 7)) for n in range(frames)]
    return saved(steps[0], kind, save_all=True, append_images=steps[1:])


# --- A good file, mutated --------------------------------------------------------------------


def truncated(raw: bytes, chance: random.Random) -> bytes:
    return raw[: chance.randrange(len(raw))]


def flipped(raw: bytes, chance: random.Random) -> bytes:
    mutable = bytearray(raw)
    for _flip in range(chance.choice((1, 2, 5, 20, 100))):
        mutable[chance.randrange(len(mutable))] ^= 1 << chance.randrange(8)
    return bytes(mutable)


def spliced(raw: bytes, chance: random.Random) -> bytes:
    start, end = sorted(chance.randrange(len(raw) + 1) for _side in "ab")
    piece = chance.choice((b"", raw[start:end] * 3, chance.randbytes(chance.randrange(1, 400))))
    return raw[:start] + piece + raw[chance.choice((start, end)) :]


def extreme(raw: bytes, chance: random.Random) -> bytes:
    """Lengths, sizes and counts at the edges of their range."""
    at = chance.randrange(len(raw) - 4)
    value = chance.choice((0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0xFFFF, 0x3FFF))
    return raw[:at] + struct.pack(chance.choice(("<I", ">I")), value) + raw[at + 4 :]


def with_dimensions(raw: bytes, chance: random.Random) -> bytes:
    """Says that it is far larger than it is."""
    width, height = chance.choice(
        ((60_000, 60_000), (16_383, 16_383), (65_535, 1), (1, 65_535), (0, 0), (6_300, 6_300))
    )
    if raw.startswith(b"\x89PNG"):
        ihdr = b"IHDR" + struct.pack(">II", width, height) + raw[24:29]
        return raw[:12] + ihdr + struct.pack(">I", zlib.crc32(ihdr)) + raw[33:]
    if raw.startswith(b"\xff\xd8"):
        at = max(raw.find(b"\xff\xc0"), raw.find(b"\xff\xc2"))
        return raw[: at + 5] + struct.pack(">HH", height & 65535, width & 65535) + raw[at + 9 :]
    at = raw.find(b"VP8X")
    size = ((width - 1) & 0xFFFFFF).to_bytes(3, "little") + ((height - 1) & 0xFFFFFF).to_bytes(
        3, "little"
    )
    return raw[: at + 12] + size + raw[at + 18 :] if at > 0 else flipped(raw, chance)


def polyglot(raw: bytes, chance: random.Random) -> bytes:
    """Also a page, an archive or a paper, depending on who reads it."""
    other = chance.choice(
        (
            b"<!doctype html><script>alert('" + SECRET + b"')</script>",
            b"PK\x03\x04" + SECRET + b"PK\x05\x06" + bytes(18),
            b"%PDF-1.7\n" + SECRET + b"\n%%EOF",
            b"<?php system('id'); // " + SECRET,
            b"GIF89a/*" + SECRET,
        )
    )
    way = chance.randrange(3)
    if way == 0:
        return raw + other
    if way == 1:
        return other + raw
    if raw.startswith(b"\xff\xd8"):
        return raw[:2] + b"\xff\xfe" + struct.pack(">H", len(other) + 2) + other + raw[2:]
    if raw.startswith(b"\x89PNG"):
        return raw[:33] + chunk(b"tEXt", b"Comment\0" + other) + raw[33:]
    return raw + b"EXIF" + struct.pack("<I", len(other)) + other


MUTATIONS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    truncated, flipped, flipped, flipped, spliced, extreme, with_dimensions, polyglot,
)  # fmt: skip


# --- Made by hand ----------------------------------------------------------------------------


def chunk(name: bytes, content: bytes) -> bytes:
    body = name + content
    return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))


def png(width: int, height: int, content: bytes, *before: bytes, depth=(8, 2), laced=0) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, *depth, 0, 0, laced)
    middle = b"".join(before) + chunk(b"IDAT", content)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + middle + chunk(b"IEND", b"")


@cache
def zeros(megabytes: int) -> bytes:
    """So many, packed: a thousandth of it in the file."""
    packer = zlib.compressobj(9)
    one = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    checked = (megabytes << 20) % 65_521 << 16 | 1
    return one[:2] + one[2:] * megabytes + b"\3\0" + struct.pack(">I", checked)


def _texts() -> Iterator[bytes]:
    bomb = zeros(64)
    small = zlib.compress(bytes(4))
    yield png(1, 1, small, chunk(b"zTXt", b"a\0\0" + bomb))
    yield png(1, 1, small, chunk(b"iTXt", b"a\0\1\0\0\0" + bomb))
    yield png(1, 1, small, chunk(b"iCCP", b"a\0\0" + bomb))
    yield png(1, 1, small, *(chunk(b"tEXt", b"k%d\0x" % n) for n in range(100_000)))
    yield png(1, 1, small, *(chunk(b"zTXt", b"k%d\0\0" % n + zeros(1)) for n in range(200)))
    yield png(1, 1, small, chunk(b"eXIf", b"MM\0*" + b"\0\0\0\x08" + b"\xff\xff" * 30_000))


def _foreign() -> Iterator[bytes]:
    """Whatever else calls itself a picture, or is none."""
    picture = drawing("RGB")
    for kind in ("GIF", "TIFF", "BMP", "ICO", "PPM", "TGA", "PCX", "JPEG2000", "AVIF", "PDF"):
        yield saved(picture, kind)
    yield b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(400)
    yield b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
    yield b"<?xml version='1.0'?><!DOCTYPE s [<!ENTITY a 'aaa'>]><svg>&a;</svg>"
    yield b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 1 1\n"
    yield b"8BPS\0\1" + bytes(40)
    yield b"<html><script>alert(1)</script></html>"
    yield b""
    yield b"\0" * 1000
    yield b"MZ" + bytes(200)
    yield b"\xff\xd8\xff"
    yield b"\xff\xd8\xff\xe0" * 5000
    yield b"RIFF\xff\xff\xff\xffWEBPVP8X"
    yield b"\x89PNG\r\n\x1a\n" + bytes(64)


def _exifs() -> Iterator[bytes]:
    """Tables that lead back to themselves, and orientations that there are none of."""
    loop = b"MM\0*\0\0\0\x08\0\1\x87\x69\0\4\0\0\0\1\0\0\0\x08\0\0\0\x08"
    odd = [b"MM\0*\0\0\0\x08\0\1\x01\x12\0\3\0\0\0\1" + struct.pack(">HHI", n, 0, 0) for n in
           (0, 9, 65_535)]  # fmt: skip
    words = b"MM\0*\0\0\0\x08\0\1\x01\x12\0\2\0\0\0\4six\0\0\0\0\0"
    for table in (loop, *odd, words, loop[:11], b"II*\0" + b"\xff" * 40):
        yield saved(drawing("RGB"), "JPEG", exif=EXIF + table)
        yield saved(drawing("RGB"), "PNG", exif=EXIF + table)
        yield saved(drawing("RGB"), "WEBP", exif=EXIF + table)


def _animations() -> Iterator[bytes]:
    yield animated("WEBP", 1500)
    yield animated("PNG", 3000)


@cache
def by_hand() -> tuple[bytes, ...]:
    return (*_foreign(), *_exifs(), *_texts(), *_animations())


# --- Too heavy to be many ----------------------------------------------------------------------


def _bombs() -> Iterator[bytes]:
    """Files of a few kilobytes that are pictures of 40 megapixels and of four thousand."""
    yield png(6_300, 6_300, zeros(114))  # good, and as large as is taken
    yield png(6_300, 6_300, zeros(152), depth=(8, 6))
    yield png(6_300, 6_300, zeros(114), laced=1)
    yield png(6_300, 6_300, zeros(152), depth=(16, 0))
    yield png(6_300, 6_300, zeros(300), depth=(16, 6))
    yield png(40_000_000, 1, zeros(114))
    yield png(1, 40_000_000, zeros(200))
    yield png(60_000, 60_000, zeros(200))
    yield png(10, 10, zeros(400))
    yield saved(Image.new("RGB", (7_300, 5_470)), "JPEG")
    yield saved(Image.new("RGB", (7_300, 5_470)), "JPEG", progressive=True)
    yield saved(Image.new("RGB", (7_300, 5_470)), "JPEG", progressive=True, subsampling=0)
    yield many_scans(Image.new("RGB", (4_000, 4_000)), 3_000)
    yield saved(Image.new("RGB", (4_000, 3_000)), "WEBP", method=0)
    yield saved(Image.new("RGBA", (3_400, 3_400)), "WEBP", lossless=True, quality=0, method=0)
    yield saved(Image.new("RGB", (16_383, 2_300)), "WEBP", lossless=True, quality=0, method=0)


def many_scans(picture: Image.Image, scans: int) -> bytes:
    """A progressive JPEG whose last pass is made again and again."""
    raw = saved(picture, "JPEG", progressive=True)
    last = raw.rfind(b"\xff\xda")
    return raw[:last] + raw[last:-2] * scans + b"\xff\xd9"


@cache
def bombs() -> tuple[bytes, ...]:
    return tuple(_bombs())


def picture(number: int, seed: int) -> bytes:
    chance = random.Random(f"{seed} {number}")
    if number % 20 == 0:
        return chance.choice(by_hand())
    raw = chance.choice(MUTATIONS)(chance.choice(good()), chance)
    return chance.choice(MUTATIONS)(raw, chance) if raw[8:] and chance.random() < 0.3 else raw
