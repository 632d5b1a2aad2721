from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from PIL import Image

from images.models import SiteImage
from images.reencode import ImageRefused, reencode

SECRET = b"CANARY-49.9483N-82.6275E"


def photo(kind="JPEG", size=(60, 40), orientation=1) -> BytesIO:
    """A picture with a marked string in each place where metadata hides."""
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()  # ImageDescription
    exif[0x0112] = orientation
    exif.get_ifd(0x8825)[0x001D] = SECRET.decode()  # GPSDateStamp
    out = BytesIO()
    extra = {"comment": SECRET} if kind == "JPEG" else {}
    if kind != "PNG":
        extra["xmp"] = b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>"
    Image.new("RGB", size, "teal").save(out, kind, exif=exif, icc_profile=SECRET, **extra)
    out.seek(0)
    return out


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_no_metadata_survives(kind):
    source = photo(kind)
    assert SECRET in source.getvalue()  # the control: the mark is there to be removed
    clean = reencode(source).read()
    assert SECRET not in clean
    assert not Image.open(BytesIO(clean)).getexif()


def test_a_turned_photo_stands_upright():
    clean = Image.open(BytesIO(reencode(photo(size=(60, 40), orientation=6)).read()))
    assert clean.size == (40, 60)


@pytest.mark.parametrize(
    "content",
    [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a\x01\x00\x01\x00", b"\xff\xd8\xff"],
)
def test_what_is_no_picture_is_refused(content):
    with pytest.raises(ImageRefused):
        reencode(BytesIO(content))


def test_too_many_pixels_are_refused_before_they_are_decoded():
    bomb = BytesIO()
    Image.new("1", (8000, 6000)).save(bomb, "PNG")
    with pytest.raises(ImageRefused):
        reencode(bomb)


@pytest.mark.django_db
def test_the_library_keeps_neither_metadata_nor_file_name(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    file = ContentFile(photo().read(), name="Айгүл Серікқызы.jpg")
    image = SiteImage.objects.create(title="Desk", file=file)
    rendition = image.get_rendition("width-30")
    for stored in (image.file, rendition.file):
        with stored.open("rb") as opened:
            assert SECRET not in opened.read()
    assert "Serik" not in image.file.name
    assert "Айг" not in image.file.name
    assert image.file_size == image.file.size
    assert image.default_alt_text == ""


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_what_was_cut_out_of_a_picture_is_gone(mode):
    secret = (200, 200, 200, 0) if mode == "RGBA" else (200, 0)
    out = BytesIO()
    Image.new(mode, (8, 8), secret).save(out, "PNG")
    clean = Image.open(BytesIO(reencode(out).read()))
    assert clean.getcolors() == [(64, (0, 0, 0, 0))]


def test_what_is_half_transparent_stays_so():
    out = BytesIO()
    Image.new("RGBA", (8, 8), (10, 20, 30, 128)).save(out, "PNG")
    clean = Image.open(BytesIO(reencode(out).read()))
    assert clean.getpixel((0, 0)) == (10, 20, 30, 128)


def test_a_scan_in_many_greys_stays_readable():
    scan = Image.new("I;16", (8, 8), 65535)
    scan.putpixel((0, 0), 256 * 100)
    out = BytesIO()
    scan.save(out, "PNG")
    clean = Image.open(BytesIO(reencode(out).read()))
    assert (clean.getpixel((0, 0)), clean.getpixel((1, 1))) == (100, 255)


@pytest.mark.django_db
def test_a_pictures_file_is_never_replaced(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    image = SiteImage.objects.create(title="Desk", file=ContentFile(photo().read(), name="a.jpg"))
    image.file = ContentFile(photo(size=(90, 90)).read(), name="b.jpg")
    with pytest.raises(ValidationError) as refused:
        image.full_clean()
    assert "file" in refused.value.message_dict
    with pytest.raises(ValidationError):
        image.save()
    kept = SiteImage.objects.get()
    kept.title = "Another title"
    kept.save()
    assert kept.width == 60
