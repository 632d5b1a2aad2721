"""Demo funds, and gifts that went through the Stripe sandbox: no total is written by hand."""

import json
import urllib.error
import urllib.request
from datetime import date
from typing import NamedTuple

from django.conf import settings

from campaigns.funds.models import Fund, FundKind, FundPreset
from campaigns.payments.gateway import GatewayError
from campaigns.payments.giving import checkout
from campaigns.payments.models import Donation
from campaigns.payments.settlement import settle

FUNDS = (
    {
        "slug": "housing",
        "name_kk": "Баспана қоры (демо)",
        "name_ru": "Жилищный фонд (демо)",
        "name_en": "Housing fund (demo)",
        "purpose_kk": "Ата-анасының қамқорлығынсыз қалған балалар ержеткенде өз пәтеріне "
        "кіруі үшін.",
        "purpose_ru": "Чтобы дети, оставшиеся без попечения родителей, повзрослев, вошли в свою "
        "квартиру.",
        "purpose_en": "So that children without parental care, once grown up, move into a home of "
        "their own.",
        "goal_tiyn": 12_000_000_00,
        "opened_on": date(2026, 1, 15),
    },
    {
        "slug": "wishes",
        "kind": FundKind.GENERAL,
        "name_kk": "Тілектер қоры (демо)",
        "name_ru": "Фонд желаний (демо)",
        "name_en": "Wishes fund (demo)",
        "purpose_kk": "Ешкім таңдамаған тілектер де орындалуы үшін: кітап, киім, спорттық "
        "құралдар.",
        "purpose_ru": "Чтобы исполнялись и те желания, которые никто не выбрал: книги, одежда, "
        "спортинвентарь.",
        "purpose_en": "So that wishes nobody picked come true as well: books, clothes, sports "
        "equipment.",
        "goal_tiyn": 1_500_000_00,
        "opened_on": date(2026, 3, 1),
    },
)

# Fund, sum in tiyn, and what a gift of that sum helps with.
PRESETS = (
    ("housing", 2_000_00, "Есіктің тұтқасы", "Ручка для двери", "A door handle"),
    ("housing", 5_000_00, "Бір орам тұсқағаз", "Рулон обоев", "A roll of wallpaper"),
    ("housing", 20_000_00, "Балаға арналған үстел", "Письменный стол", "A desk to study at"),
    ("wishes", 2_000_00, "Дәптерлер мен қаламдар", "Тетради и ручки", "Exercise books and pens"),
    ("wishes", 5_000_00, "Екі жақсы кітап", "Две хорошие книги", "Two good books"),
    ("wishes", 10_000_00, "Спорттық аяқ киім", "Спортивная обувь", "Sports shoes"),
)  # fmt: skip


class DemoGift(NamedTuple):
    key: str
    fund: str
    amount_tiyn: int
    name: str
    language: str


GIFTS = (
    DemoGift("demo-1", "housing", 5_000_00, "Демо донор Асель", "kk"),
    DemoGift("demo-2", "housing", 20_000_00, "", "ru"),
    DemoGift("demo-3", "housing", 150_000_00, "Демо-компания", "ru"),
    DemoGift("demo-4", "housing", 2_000_00, "Demo Donor", "en"),
    DemoGift("demo-5", "wishes", 10_000_00, "Демо донор Ерлан", "kk"),
    DemoGift("demo-6", "wishes", 5_000_00, "", "en"),
)


class NoSandbox(Exception):
    """No Stripe sandbox answers at STRIPE_API_BASE, so no demo gift can be paid."""


def build_funds() -> dict[str, Fund]:
    """The demo's funds by address, with the sums that their forms offer."""
    funds = {}
    for facts in FUNDS:
        fund, created = Fund.objects.get_or_create(slug=facts["slug"], defaults=facts)
        funds[fund.slug] = fund
        if created:
            offered = [preset[1:] for preset in PRESETS if preset[0] == fund.slug]
            for place, (amount, kk, ru, en) in enumerate(offered):
                FundPreset.objects.create(
                    fund=fund, sort_order=place, amount_tiyn=amount,
                    helps_kk=kk, helps_ru=ru, helps_en=en,
                )  # fmt: skip
    return funds


def build_gifts(funds: dict[str, Fund]) -> int:
    """Pay the demo's gifts in the sandbox, each once; returns how many were paid now."""
    unpaid = missing()
    for demo in unpaid:
        _give(demo, funds[demo.fund])
    return len(unpaid)


def missing() -> list[DemoGift]:
    """The demo's gifts that are not paid yet."""
    paid = set(Donation.objects.settled().values_list("form_key", flat=True))
    return [demo for demo in GIFTS if demo.key not in paid]


def _give(demo: DemoGift, fund: Fund) -> None:
    donation = checkout.keep(
        checkout.Gift(
            fund=fund,
            amount_tiyn=demo.amount_tiyn,
            donor_email="donor@demo.invalid",
            donor_name=demo.name,
            is_anonymous=not demo.name,
            language=demo.language,
            form_key=demo.key,
        )
    )
    try:
        checkout.pay_page(donation)
    except GatewayError as error:
        raise NoSandbox(str(error)) from error
    attempt = donation.attempts.latest("n")
    _pay(attempt.session_id)
    settle(attempt)


def _pay(session_id: str) -> None:
    request = urllib.request.Request(  # noqa: S310 - the sandbox of this installation
        f"{settings.STRIPE_API_BASE}/_test/pay",
        json.dumps({"session": session_id, "card": "4242424242424242"}).encode(),
        {"Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=20):  # noqa: S310
            return
    except (urllib.error.URLError, TimeoutError) as error:
        raise NoSandbox(str(error)) from error
