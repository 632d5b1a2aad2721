"""What a browser would send for the form by which a wish is told."""

from datetime import timedelta

import time_machine
from django.utils import timezone

from wishes.telling.nonce import new_nonce


def old_enough_nonce() -> str:
    """As if the page had been opened ten minutes ago."""
    with time_machine.travel(timezone.now() - timedelta(minutes=10), tick=False):
        return new_nonce()


def form_data(**changes) -> dict:
    values = {
        "submitter_kind": "guardian",
        "guardian_name": "Гульнара Ахметова",
        "relation": "мама",
        "phone": "8 701 123 45 67",
        "email": "guardian@example.kz",
        "given_name": "Айгерим",
        "family_name": "Байтерекова",
        "born_on": f"15.01.{timezone.localdate().year - 9}",
        "show_wish": ["text"],
        "pass_gift": "on",
        "languages": ["kk", "ru", "en"],
        "child_assent": "yes",
        "agreed": "on",
        "category": "sports",
        "place": "ridder",
        "what": "Футбольный мяч",
        "why": "Хочу играть с друзьями во дворе после уроков.",
        "price": "12 000 ₸",
        "nonce": old_enough_nonce(),
    }
    return {name: value for name, value in (values | changes).items() if value is not None}
