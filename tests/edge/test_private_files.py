"""What lies on the disk of private files is of no use without the key."""

import json
import os
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command

from edge import sealing
from edge.private_files import private_files

OLD, NEW = (
    "b2xkb2xkb2xkb2xkb2xkb2xkb2xkb2xkb2xkb2xkb2w=",
    "bmV3bmV3bmV3bmV3bmV3bmV3bmV3bmV3bmV3bmV3bmU=",
)
WORDS = "Айгерим Байтерекова".encode()


@pytest.fixture(autouse=True)
def old_key(settings):
    settings.PRIVATE_FILE_KEYS = [OLD]


def keep(content=WORDS, name="papers/a.pdf"):
    return private_files.save(name, ContentFile(content))


def on_disk(name):
    return Path(private_files.path(name)).read_bytes()


def rotate(**options):
    out = StringIO()
    call_command("rotate_private_files", json=True, stdout=out, stderr=StringIO(), **options)
    return json.loads(out.getvalue())


def test_a_file_is_read_as_it_was_saved_and_is_not_on_the_disk():
    name = keep()
    with private_files.open(name) as file:
        assert file.read() == WORDS
    assert private_files.size(name) == len(WORDS)
    assert WORDS not in on_disk(name)
    assert os.stat(private_files.path(name)).st_mode & 0o077 == 0


def test_the_same_content_is_never_sealed_alike():
    assert on_disk(keep()) != on_disk(keep())


def test_a_changed_byte_is_noticed():
    name = keep()
    path = Path(private_files.path(name))
    changed = bytearray(path.read_bytes())
    changed[-1] ^= 1
    path.write_bytes(changed)
    with pytest.raises(sealing.CannotOpen, match="not as it was stored"):
        private_files.open(name)


def test_without_its_key_nothing_opens(settings):
    name = keep()
    settings.PRIVATE_FILE_KEYS = [NEW]
    with pytest.raises(sealing.CannotOpen, match="no key"):
        private_files.open(name)


def test_a_file_from_before_there_were_keys_opens():
    name = keep()
    Path(private_files.path(name)).write_bytes(b"\xff\xd8\xff plain")
    assert private_files.open(name).read() == b"\xff\xd8\xff plain"
    assert private_files.size(name) == 9


def test_nobody_writes_into_a_file():
    with pytest.raises(ValueError, match="whole"):
        private_files.open(keep(), "wb")


def test_rotation_seals_everything_with_the_first_key_and_then_the_old_one_may_go(settings):
    names = [keep(b"1"), keep(b"2", "deep/er/b.jpg"), keep(b"3", "c.png")]
    Path(private_files.path(names[2])).write_bytes(b"plain")
    settings.PRIVATE_FILE_KEYS = [NEW, OLD]
    assert rotate(dry_run=True)["sealed"] == 3
    assert not private_files.is_up_to_date(names[0])
    assert rotate() == {"sealed": 3, "up_to_date": 0, "cannot_open": 0, "dry_run": False}
    assert rotate() == {"sealed": 0, "up_to_date": 3, "cannot_open": 0, "dry_run": False}
    settings.PRIVATE_FILE_KEYS = [NEW]
    assert [private_files.open(name).read() for name in names] == [b"1", b"2", b"plain"]
    assert os.stat(private_files.path(names[0])).st_mode & 0o077 == 0
    assert list(Path(settings.PRIVATE_MEDIA_ROOT).rglob(".*")) == []


def test_rotation_says_what_it_cannot_open_and_does_the_rest(settings):
    keep(b"1")
    settings.PRIVATE_FILE_KEYS = [NEW]
    keep(b"2")
    with pytest.raises(CommandError, match="1 files"):
        call_command("rotate_private_files", stdout=StringIO(), stderr=StringIO())


def test_a_file_deleted_meanwhile_does_not_come_back(monkeypatch):
    name = keep()
    path = Path(private_files.path(name))
    seal = sealing.seal

    def seal_while_another_deletes(content):
        path.unlink()
        return seal(content)

    monkeypatch.setattr(sealing, "seal", seal_while_another_deletes)
    with pytest.raises(FileNotFoundError):
        private_files.seal_anew(name)
    assert list(path.parent.iterdir()) == []


@pytest.mark.parametrize("text", ["", "short", "ключ", "a" * 43 + "!", "a!" * 43 + "="])
def test_only_32_bytes_in_base64_are_a_key(text):
    assert not sealing.is_key(text)
    assert sealing.is_key(OLD)
