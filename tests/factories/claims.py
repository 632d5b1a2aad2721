"""Promised gifts at each stage, made the way the site makes them."""

from datetime import timedelta
from io import BytesIO
from itertools import count

import time_machine
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

from tests.factories import wishes as make
from users.models import User
from wishes.claims import gifts, making
from wishes.claims.models import Claim, HandOver, Hub
from wishes.models import Place, Wish

_numbers = count(1)
DONOR = "donor@example.org"


def later(**span):
    """The clock so much later, within a `with`."""
    return time_machine.travel(timezone.now() + timedelta(**span), tick=True)


def make_hub(**changes) -> Hub:
    values = {
        "name_kk": "Тілек үйі", "name_ru": "Дом желаний", "name_en": "House of wishes",
        "address_kk": "Өскемен, Тәуелсіздік даңғылы 1", "address_en": "1 Independence, Oskemen",
        "address_ru": "Усть-Каменогорск, проспект Независимости 1",
        "hours_kk": "Дс–Жм 10–18", "hours_ru": "Пн–Пт 10–18", "hours_en": "Mon–Fri 10–18",
        "place": Place.objects.get(slug="oskemen"),
    }  # fmt: skip
    return Hub.objects.create(**values | changes)


def any_hub() -> Hub:
    return Hub.objects.open().first() or make_hub()


def promise(**changes) -> making.Promise:
    values = {
        "donor_name": "Асель Дарительница",
        "donor_email": DONOR,
        "donor_phone": "",
        "language": "ru",
        "hub": changes.get("hub") or any_hub(),
    }
    return making.Promise(**values | changes)


def waiting_claim(wish: Wish | None = None, **changes) -> Claim:
    claim = making.make(wish or make.published_wish(), promise(**changes))
    assert claim is not None
    return claim


def active_claim(wish: Wish | None = None, **changes) -> Claim:
    return making.confirm(waiting_claim(wish, **changes))


def make_keeper(username: str = "") -> User:
    return make.make_user(username or f"keeper{next(_numbers)}", "claims.handle_gifts")


def received_claim(by: User | None = None, **changes) -> Claim:
    return gifts.receive(active_claim(**changes), by or make_keeper())


def paper() -> ContentFile:
    drawn = BytesIO()
    Image.new("RGB", (60, 40), "white").save(drawn, "JPEG")
    return ContentFile(drawn.getvalue(), name="picture.jpg")


def handed_over_claim(**changes) -> Claim:
    claim = received_claim(**changes)
    return confirmed(gifts.prepare_hand_over(claim, paper(), make_keeper()), make_keeper())


def confirmed(hand_over: HandOver, by: User) -> Claim:
    """By somebody who has looked at the paper."""
    gifts.read_paper(hand_over, by)
    return gifts.confirm_hand_over(hand_over.claim, by)


def fulfilled_claim(**changes) -> Claim:
    return gifts.fulfil(handed_over_claim(**changes), make_keeper())
