"""Funds and gifts for tests."""

from datetime import UTC, datetime
from itertools import count

from django.utils import timezone

from campaigns.funds import ledger
from campaigns.funds.accounts import CLEARING, of_fund
from campaigns.funds.kinds import Kind
from campaigns.funds.ledger import Draft, Leg
from campaigns.funds.models import Entry, Fund, FundPreset
from campaigns.payments.giving import checkout
from campaigns.payments.models import Donation

_numbers = count(1)

NOON = datetime(2025, 4, 1, 12, tzinfo=UTC)


def make_fund(presets: tuple[int, ...] = (), **fields) -> Fund:
    """A housing fund that is open; `presets` are sums in tiyn."""
    n = next(_numbers)
    fund = Fund.objects.create(
        **{
            "slug": f"housing-{n}",
            "name_kk": f"Баспана қоры {n}",
            "name_ru": f"Жилищный фонд {n}",
            "name_en": f"Housing fund {n}",
            "purpose_kk": "Жастарға баспана.",
            "purpose_ru": "Жильё для молодых.",
            "purpose_en": "Homes for young people.",
            "goal_tiyn": 10_000_000_00,
            "opened_on": timezone.localdate(),
        }
        | fields
    )
    for order, amount in enumerate(presets):
        FundPreset.objects.create(
            fund=fund,
            sort_order=order,
            amount_tiyn=amount,
            helps_kk="Бір күнге жылу",
            helps_ru="Тепло на один день",
            helps_en="Heat for one day",
        )
    return fund


def make_gift(fund: Fund | None = None, **fields) -> Donation:
    """A gift with its first attempt, kept and not yet shown to Stripe."""
    wish = {
        "fund": fund or make_fund(),
        "amount_tiyn": 5_000_00,
        "donor_email": "aigul@example.org",
        "donor_name": "Айгүл",
        "language": "en",
        "form_key": f"form-{next(_numbers)}",
    }
    return checkout.keep(checkout.Gift(**(wish | fields)))


def charge_draft(fund: Fund, tiyn: int = 5_000_00, charge: str = "", **fields) -> Draft:
    """A card gift to `fund` as it enters the ledger."""
    return Draft(
        **{
            "kind": Kind.CHARGE,
            "external_id": charge or f"ch_{next(_numbers)}",
            "legs": (Leg(CLEARING, tiyn), Leg(of_fund(fund.pk), -tiyn)),
            "happened_at": NOON,
        }
        | fields
    )


def enter_charge(fund: Fund, tiyn: int = 5_000_00, charge: str = "", **fields) -> Entry:
    return ledger.post(charge_draft(fund, tiyn, charge, **fields))[0]
