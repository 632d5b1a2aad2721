"""Demo hubs, and demo gifts that are brought to them: invented, led along the real way."""

from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image

from users.models import User
from wishes.claims import gifts, making
from wishes.claims.models import Claim, Hub
from wishes.models import Place, Wish

HUBS = (
    {
        "place": "oskemen",
        "name_kk": "Тілектер үйі (демо)",
        "name_ru": "Дом желаний (демо)",
        "name_en": "House of wishes (demo)",
        "address_kk": "Демо көшесі, 1",
        "address_ru": "Демонстрационная улица, 1",
        "address_en": "1 Demo street",
    },
    {
        "place": "ridder",
        "name_kk": "Риддер сыйлық орны (демо)",
        "name_ru": "Пункт подарков в Риддере (демо)",
        "name_en": "Ridder gift point (demo)",
        "address_kk": "Демо алаңы, 2",
        "address_ru": "Демонстрационная площадь, 2",
        "address_en": "2 Demo square",
    },
)
HOURS = {
    "hours_kk": "Дүйсенбі–жұма, 10:00–18:00",
    "hours_ru": "Понедельник–пятница, 10:00–18:00",
    "hours_en": "Monday to Friday, 10 am to 6 pm",
}


def build_hubs() -> None:
    for hub in HUBS:
        place = Place.objects.get(slug=hub["place"])
        Hub.objects.get_or_create(name_en=hub["name_en"], defaults=HOURS | hub | {"place": place})


def promise(wish: Wish, key: str) -> Claim:
    """Somebody confirmed that they will give it."""
    claim = making.make(
        wish,
        making.Promise(
            donor_name="Demo donor",
            donor_email=f"{key}.donor@demo.invalid",
            donor_phone="",
            language="ru",
            hub=Hub.objects.open()[0],
        ),
    )
    if claim is None:
        raise RuntimeError(f"the demo's promise of {wish.code} was not taken")
    return making.confirm(claim)


def bring(claim: Claim, first: User, second: User) -> Claim:
    """The gift came, was handed over by two people, and the wish came true."""
    gifts.receive(claim, first)
    gifts.read_paper(gifts.prepare_hand_over(claim, _paper(), first), second)
    gifts.confirm_hand_over(claim, second)
    return gifts.fulfil(claim, first)


def _paper() -> ContentFile:
    """A white sheet stands in for the signed paper."""
    drawn = BytesIO()
    Image.new("RGB", (210, 297), "white").save(drawn, "JPEG")
    return ContentFile(drawn.getvalue(), name="paper.jpg")
