"""python decoding.py: decodes pictures as the site does, each apart from the others, and measures.

Forked, where the site starts Python anew, because ten thousand starts would take ten minutes; what
is measured is the same program under the same limits. Reads `<length><picture>` on stdin and
writes one line of JSON for each.
"""

import json
import os
import struct
import sys
import time
import warnings
from io import BytesIO
from pathlib import Path

DECODER = Path(__file__).resolve().parents[2] / "site" / "images"
sys.path.insert(0, str(DECODER))
import decode  # noqa: E402
from PIL import Image  # noqa: E402

MARK = b"CANARY"
TRACES = ("exif", "xmp", "icc_profile", "comment", "Comment", "photoshop", "XML:com.adobe.xmp")


def measured(raw: bytes) -> dict:
    ours, theirs = os.pipe()
    began = time.perf_counter()
    child = os.fork()
    if child == 0:
        _decode(raw, theirs)
    os.close(theirs)
    with os.fdopen(ours, "rb") as pipe:
        new = pipe.read()
    _child, status, used = os.wait4(child, 0)
    return {
        "status": os.waitstatus_to_exitcode(status),
        "wall": round(time.perf_counter() - began, 3),
        "cpu": round(used.ru_utime + used.ru_stime, 3),
        "peak_mb": used.ru_maxrss // 1024,
        "problem": problem(raw, new) if status == 0 else "",
        "size": len(new),
    }


def _decode(raw: bytes, pipe: int) -> None:
    decode.hold_to_limits()
    status, new = decode.answer(raw)
    with os.fdopen(pipe, "wb") as out:
        out.write(new)
    os._exit(status)


def problem(raw: bytes, new: bytes) -> str:
    """What of the file that came is still in the one that is kept."""
    if not new or new == raw:
        return "as it came"
    if MARK in new:
        return "marked"
    with Image.open(BytesIO(new)) as kept:
        kept.load()
        if found := [name for name in TRACES if name in kept.info] or dict(kept.getexif()):
            return f"metadata: {found}"
        if getattr(kept, "n_frames", 1) > 1 or max(kept.size) > decode.LONGEST_SIDE:
            return f"{kept.format} of {kept.size}"
    return ""


def main() -> None:
    warnings.simplefilter("ignore")
    stdin = sys.stdin.buffer
    while head := stdin.read(4):
        raw = stdin.read(*struct.unpack(">I", head))
        sys.stdout.write(json.dumps(measured(raw)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
