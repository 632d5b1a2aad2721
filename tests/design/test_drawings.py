"""The drawings: small, self-contained, and one for every category."""

from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image

from wishes import reference_data

IMG = Path(settings.ROOT) / "static" / "img"
DRAWINGS = sorted((IMG / "illustrations").glob("*.svg"))


@pytest.mark.parametrize("drawing", DRAWINGS, ids=lambda path: path.stem)
def test_a_drawing_is_small_and_brings_nothing_along(drawing):
    svg = drawing.read_text()
    assert len(svg) < 16_000
    assert "<script" not in svg
    assert 'href="http' not in svg
    assert " style=" not in svg


def test_every_category_has_its_drawing():
    names = {path.stem for path in DRAWINGS}
    drawn = {
        reference_data.DRAWINGS.get(row[0], f"wish-{row[0]}") for row in reference_data.CATEGORIES
    }
    assert drawn | {"wish"} <= names


@pytest.mark.parametrize(
    "picture", sorted((IMG / "demo").glob("*.png")), ids=lambda path: path.stem
)
def test_demo_pictures_are_light(picture):
    with Image.open(picture) as image:
        assert image.size == (1200, 800)
    assert picture.stat().st_size < 60_000
