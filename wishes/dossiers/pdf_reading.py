"""`python -I pdf_reading.py`: a stranger's PDF on stdin; the exit status says what it is.

A program of its own, as `images.decode` is: here the kernel holds a hostile file to its time and
memory. It writes nothing: a PDF that is taken is kept as it came.
"""

import os
import signal
import sys
from collections.abc import Iterator
from io import BytesIO
from math import ceil

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

try:
    import resource
except ImportError:  # Windows has no such limits; there only the caller's clock counts
    resource = None  # type: ignore[assignment]

MOST_MEMORY = 512 * 1024 * 1024
MOST_CPU_SECONDS = 5
MAX_PAGES = 20
MAX_OBJECTS = 20_000
# How far into objects within objects is looked; no scan or form goes nearly as far.
MAX_DEPTH = 40

# What the program answers with; any other end is a file that broke it.
UNREADABLE, TOO_MANY_PAGES, LOCKED, ACTIVE = 3, 4, 5, 6

# What acts by itself when somebody opens the file, sends it somewhere or hides another in it.
ACTIONS = {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToR", "/GoToE", "/Rendition"}
ANNOTATIONS = {"/FileAttachment", "/Movie", "/RichMedia", "/Screen", "/Sound", "/3D"}
KEYS = {"/JS", "/XFA", "/EmbeddedFiles", "/EF"}


def hold_to_limits() -> None:
    if resource is None:
        return
    signal.setitimer(signal.ITIMER_PROF, MOST_CPU_SECONDS)
    limits = {
        resource.RLIMIT_AS: MOST_MEMORY,
        resource.RLIMIT_CPU: ceil(MOST_CPU_SECONDS),
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    for limit, most in limits.items():
        resource.setrlimit(limit, (most, most))


def answer(raw: bytes) -> int:
    """0 for a PDF of some pages that does nothing by itself."""
    try:
        reader = PdfReader(BytesIO(raw), strict=False)
        if reader.is_encrypted:
            return LOCKED
        if not 1 <= len(reader.pages) <= MAX_PAGES:
            return TOO_MANY_PAGES if reader.pages else UNREADABLE
        return ACTIVE if any(map(_acts, _objects(reader))) else 0
    except Exception:  # noqa: BLE001 - a broken file may raise anything, and all of it is one answer
        return UNREADABLE


def _objects(reader: PdfReader) -> Iterator[object]:
    """Every object that the file names, in streams of objects too; and its trailer."""
    numbers = {
        (number, generation) for generation, places in reader.xref.items() for number in places
    } | {(number, 0) for number in reader.xref_objStm}
    if len(numbers) > MAX_OBJECTS:
        raise ValueError("too many objects")
    yield reader.trailer
    for number, generation in sorted(numbers):
        if number:
            yield reader.get_object(IndirectObject(number, generation, reader))


def _acts(found: object, depth: int = 0) -> bool:
    """Whether `found`, or what lies directly in it, is one of the above. What it only points to
    comes by itself."""
    if depth > MAX_DEPTH:
        raise ValueError("too deep")
    if isinstance(found, DictionaryObject):
        if KEYS & found.keys() or _name(found, "/Type") == "/EmbeddedFile":
            return True
        if _name(found, "/S") in ACTIONS or _name(found, "/Subtype") in ANNOTATIONS:
            return True
        return any(_acts(value, depth + 1) for value in dict.values(found))
    if isinstance(found, ArrayObject):
        return any(_acts(value, depth + 1) for value in list.__iter__(found))
    return False


def _name(found: DictionaryObject, key: str) -> str:
    """A name may be pointed to as well."""
    return str(found[key]) if key in found else ""


def main() -> None:
    raw = sys.stdin.buffer.read()
    hold_to_limits()
    # At once: nothing is left to tidy up.
    os._exit(answer(raw))


if __name__ == "__main__":
    main()
