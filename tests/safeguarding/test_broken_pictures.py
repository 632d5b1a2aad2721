"""Mutated pictures: none is kept as it came, none takes much memory or time."""

import json
import signal
import struct
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from images import decode
from images.reencode import LONGEST_SECONDS, ImageRefused, reencode
from tests.factories import wishes as make
from tests.factories.telling_form import form_data
from tests.safeguarding import decoding, pictures
from tests.safeguarding.sizes import PICTURES, SEED, tell
from wishes.dossiers.models import Evidence

MOST_MB, MOST_SECONDS = 300, 2
WORKERS = 2


def measure(raws: Iterable[bytes], program: str | Path = decoding.__file__) -> list[dict]:
    command = [sys.executable, "-I", str(program)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as worker:
        done = []
        for raw in raws:
            worker.stdin.write(struct.pack(">I", len(raw)) + raw)
            worker.stdin.flush()
            done.append(json.loads(worker.stdout.readline()))
        worker.stdin.close()
    return done


def judge(what: str, done: list[dict]) -> None:
    ends = Counter(one["status"] for one in done)
    most = {f"{key}_most": max(one[key] for one in done) for key in ("cpu", "wall", "peak_mb")}
    tell(what, pictures=len(done), ends=dict(ends), **most)
    assert [one for one in done if one["problem"]] == []
    assert most["peak_mb_most"] <= MOST_MB
    assert most["cpu_most"] <= MOST_SECONDS
    # 0 made anew; refused; or ended by the kernel, out of time (SIGPROF) or of memory for Python.
    assert set(ends) <= {0, decode.UNREADABLE, decode.TOO_MANY_PIXELS, -signal.SIGPROF}


def test_none_of_so_many_is_kept_as_it_came():
    def share(worker: int) -> list[dict]:
        return measure(pictures.picture(n, SEED) for n in range(worker, PICTURES, WORKERS))

    with ThreadPoolExecutor(WORKERS) as pool:
        done = [one for part in pool.map(share, range(WORKERS)) for one in part]
    assert len(done) == PICTURES
    judge("mutated pictures", done)
    # Neither all refused nor all taken: both ways were walked.
    assert 0.1 < sum(one["status"] == 0 for one in done) / PICTURES < 0.9


def test_what_is_made_to_be_too_much_takes_no_more():
    done = measure(pictures.bombs())
    judge("bombs", done)
    # The honest ones among them are taken: forty megapixels, and a photo in its usual way.
    assert sum(one["status"] == 0 for one in done) >= 8


def changed(folder: Path, guard: str, instead: str) -> Path:
    """The measuring program with one guard of it taken away."""
    source = Path(decoding.__file__).read_text()
    assert guard in source
    place = repr(str(Path(decode.__file__).resolve().parent))
    program = folder / "changed.py"
    line = 'Path(__file__).resolve().parents[2] / "site" / "images"'
    program.write_text(source.replace(line, place).replace(guard, instead))
    return program


def test_a_decoder_without_limits_would_take_more(tmp_path):
    """The control: what `hold_to_limits` is there for."""
    free = changed(tmp_path, "    decode.hold_to_limits()\n", "")
    slow = pictures.many_scans(Image.new("L", (4_000, 4_000)), 300)
    large = pictures.png(1, 40_000_000, pictures.zeros(200))
    (held, small), (long, much) = measure([slow, large]), measure([slow, large], free)
    assert (held["status"], long["status"]) == (-signal.SIGPROF, 0)
    assert held["cpu"] <= MOST_SECONDS < long["cpu"]
    assert small["peak_mb"] <= MOST_MB < much["peak_mb"]


@pytest.mark.parametrize(("kept", "noticed"), [("raw", "as it came"), ("raw + b'.'", "marked")])
def test_a_picture_that_is_kept_as_it_came_would_be_noticed(tmp_path, kept, noticed):
    """The control: a decoder that only says that it made the file anew."""
    lax = changed(tmp_path, "decode.answer(raw)", f"(0, {kept})")
    done = measure(pictures.good()[:3], lax)
    assert {one["problem"] for one in done} == {noticed}
    with pytest.raises(AssertionError):
        judge("kept as they came", done)


def test_the_site_itself_holds_to_it():
    for raw in pictures.bombs()[1::3]:
        began = time.monotonic()
        with suppress(ImageRefused):
            assert decoding.problem(raw, reencode(BytesIO(raw)).read()) == ""
        # The clock on the wall, with Python's start and others' work beside us.
        assert time.monotonic() - began < LONGEST_SECONDS + 1


NAMES = (
    "a.jpg",
    "a.png",
    "a.webp",
    "a.svg",
    "a.html",
    "a.php",
    "../../a.jpg",
    "Айгүл\u202egpj.exe",
)


@pytest.mark.django_db
def test_no_way_in_keeps_or_serves_what_came(client):
    make.wish_lists()
    hostile = [*pictures.by_hand(), *(pictures.picture(n, SEED) for n in range(1, 40))]
    for number, raw in enumerate(hostile[:: max(1, len(hostile) // 40)]):
        name = NAMES[number % len(NAMES)]
        file = SimpleUploadedFile(name, raw, "image/jpeg")
        answer = client.post(
            "/ru/wishes/submit/", form_data(photo=file), headers={"Sec-Fetch-Site": "same-origin"}
        )
        assert answer.status_code in (303, 422), name
    assert [one for one in Path(settings.MEDIA_ROOT).rglob("*") if one.is_file()] == []
    taken = list(Evidence.objects.all())
    assert len(taken) > 5
    for one in taken:
        with one.file.open("rb") as file:
            kept = file.read()
        assert pictures.SECRET not in kept
        assert kept not in hostile
        assert client.get(f"/media/{one.file.name}").status_code == 404
