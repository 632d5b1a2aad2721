"""However staff bring a picture into the library, what came is neither kept nor decoded here."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import Collection, UploadedFile

from images.models import SiteImage
from images.reencode import BarePicture, reencode
from tests.factories.staff import make_officer
from tests.images.test_reencode import SECRET, photo
from users import roles

pytestmark = pytest.mark.django_db


@pytest.fixture
def press(client):
    client.force_login(make_officer(roles.PRESS))
    return client


def upload(name="Айгүл.jpg", kind="JPEG") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, photo(kind).read(), "image/jpeg")


def kept() -> list[Path]:
    return [each for each in Path(settings.MEDIA_ROOT).rglob("*") if each.is_file()]


def nothing_tells() -> bool:
    return not [one for one in kept() if SECRET in one.read_bytes() or "Айг" in one.name]


def form(**changes) -> dict:
    root = Collection.get_first_root_node()
    return {"title": "Desk", "collection": root.pk, "consent": "drawing"} | changes


def test_one_picture(press):
    answer = press.post(reverse("wagtailimages:add"), form(file=upload()))
    assert answer.status_code == 302
    assert SiteImage.objects.get().title == "Desk"
    assert len(kept()) >= 1
    assert nothing_tells()


def send_several(press, file, **changes):
    return press.post(
        reverse("wagtailimages:add_multiple"),
        {"title": "Desk", "files[]": file, "collection": Collection.get_first_root_node().pk}
        | changes,
        headers={"X-Requested-With": "XMLHttpRequest"},
    )


def test_several_at_once(press):
    answer = send_several(press, upload())
    assert answer.json()["success"] is True
    assert SiteImage.objects.count() == 1
    assert not UploadedFile.objects.exists()
    assert nothing_tells()


def test_what_lacks_something_is_not_kept_aside_as_it_came(press):
    for changes in ({"title": "x" * 300}, {"title": ""}):
        answer = send_several(press, upload(), **changes)
        assert answer.json() == {"success": False, "error_message": "Please choose the file again."}
    assert not UploadedFile.objects.exists()
    assert kept() == []


@pytest.mark.parametrize(
    "file",
    [
        SimpleUploadedFile("a.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        SimpleUploadedFile("a.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 64),
        SimpleUploadedFile("a.png", photo().read()),
        SimpleUploadedFile("a.gif", photo().read()),
    ],
    ids=["svg", "broken", "other suffix", "other kind"],
)
def test_what_is_no_picture_of_that_name_is_refused(press, file):
    content = file.read()
    file.seek(0)
    answer = press.post(reverse("wagtailimages:add"), form(file=file))
    assert answer.status_code == 200
    assert answer.context["form"].errors["file"]
    assert send_several(press, SimpleUploadedFile(file.name, content)).json()["success"] is False
    assert kept() == []


def test_a_file_that_was_put_into_the_storage_first_is_taken_out_again():
    image = SiteImage(title="Desk")
    image.file.save("Айгүл.jpg", ContentFile(photo().read()), save=False)
    assert len(kept()) == 1
    image.save()
    assert len(kept()) == 1
    assert nothing_tells()


def test_what_is_bare_already_is_not_made_anew():
    bare = reencode(photo())
    assert isinstance(bare, BarePicture)
    before = bare.read()
    assert reencode(bare).read() == before
