"""Stripe's published test cards (https://docs.stripe.com/testing) and the checks on what is typed.

A card is kept by its last four digits and the name of how it behaves; the number itself is not.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True)
class Behaviour:
    """How a card answers a charge.

    `decline` is Stripe's error code and `decline_code` the bank's reason. `challenge` asks the
    holder to confirm (3-D Secure) first. `dispute` is the reason of a dispute that follows at
    once, `refund` how a refund goes when not at once and well. `each_time` needs the holder
    there, so it fails for a renewal.
    """

    decline: str | None = None
    decline_code: str | None = None
    challenge: bool = False
    dispute: str | None = None
    inquiry: bool = False
    refund: str | None = None
    available_at_once: bool = False
    saved_only: bool = False
    each_time: bool = False


OK = Behaviour()

BEHAVIOURS: dict[str, Behaviour] = {
    "4000000000000002": Behaviour("card_declined", "generic_decline"),
    "4000000000009995": Behaviour("card_declined", "insufficient_funds"),
    "4000000000009987": Behaviour("card_declined", "lost_card"),
    "4000000000009979": Behaviour("card_declined", "stolen_card"),
    "4000000000006975": Behaviour("card_declined", "card_velocity_exceeded"),
    "4100000000000019": Behaviour("card_declined", "fraudulent"),
    "4000000000000069": Behaviour("expired_card", "expired_card"),
    "4000000000000127": Behaviour("incorrect_cvc", "incorrect_cvc"),
    "4000000000000119": Behaviour("processing_error", "processing_error"),
    "4000002760003184": Behaviour(challenge=True, each_time=True),
    "4000002500003155": Behaviour(challenge=True),
    "4000000000003220": Behaviour(challenge=True, each_time=True),
    "4000008400001629": Behaviour("card_declined", "generic_decline", challenge=True),
    "4000008260003178": Behaviour("card_declined", "insufficient_funds", challenge=True),
    "4000000000000259": Behaviour(dispute="fraudulent"),
    "4000000000002685": Behaviour(dispute="product_not_received"),
    "4000000000001976": Behaviour(dispute="fraudulent", inquiry=True),
    "4000000000007726": Behaviour(refund="succeeded"),
    "4000000000005126": Behaviour(refund="failed"),
    "4000000000000077": Behaviour(available_at_once=True),
    # Can be saved, then every later charge on it is declined: for renewals that fail.
    "4000000000000341": Behaviour("card_declined", "generic_decline", saved_only=True),
}

SUCCEEDING = {
    "4242424242424242": ("visa", "credit", "US"),
    "4000056655665556": ("visa", "debit", "US"),
    "4000006430000009": ("visa", "credit", "RU"),
    "4000000000003055": ("visa", "credit", "US"),
    "5555555555554444": ("mastercard", "credit", "US"),
    "2223003122003222": ("mastercard", "credit", "US"),
    "5200828282828210": ("mastercard", "debit", "US"),
    "378282246310005": ("amex", "credit", "US"),
    "6011111111111117": ("discover", "credit", "US"),
    "3056930009020004": ("diners", "credit", "US"),
    "3566002020360505": ("jcb", "credit", "JP"),
    "6200000000000005": ("unionpay", "credit", "CN"),
}

# Ids that stand for test cards in calls of the API.
TOKENS = {
    "pm_card_visa": "4242424242424242",
    "pm_card_mastercard": "5555555555554444",
    "pm_card_amex": "378282246310005",
    "pm_card_chargeDeclined": "4000000000000002",
    "pm_card_visa_chargeDeclined": "4000000000000002",
    "pm_card_visa_chargeDeclinedInsufficientFunds": "4000000000009995",
    "pm_card_chargeDeclinedExpiredCard": "4000000000000069",
    "pm_card_chargeDeclinedIncorrectCvc": "4000000000000127",
    "pm_card_chargeDeclinedProcessingError": "4000000000000119",
    "pm_card_authenticationRequired": "4000002760003184",
    "pm_card_threeDSecure2Required": "4000000000003220",
    "pm_card_createDispute": "4000000000000259",
    "pm_card_chargeCustomerFail": "4000000000000341",
    "pm_card_pendingRefund": "4000000000007726",
    "pm_card_refundFail": "4000000000005126",
    "pm_card_bypassPending": "4000000000000077",
}

DECLINED = {
    "card_declined": "Your card was declined.",
    "insufficient_funds": "Your card has insufficient funds.",
    "expired_card": "Your card has expired.",
    "incorrect_cvc": "Your card's security code is incorrect.",
    "processing_error": "An error occurred while processing your card. Try again in a little bit.",
    "card_velocity_exceeded": "Your card was declined for making repeated attempts too frequently"
    " or exceeding its amount limit.",
    "authentication_required": "Your card was declined. This transaction requires authentication.",
    "test_mode_live_card": "Your card was declined. Your request was in test mode, but used a non"
    " test card. For a list of valid test cards, visit: https://stripe.com/docs/testing.",
}


class CardInvalid(Exception):
    """What was typed cannot be a card; `field` is number, expiry or cvc."""

    def __init__(self, field: str, code: str) -> None:
        super().__init__(code)
        self.field = field
        self.code = code


class CardsInvalid(Exception):
    """All that is wrong with a typed card: field to the name of the problem."""

    def __init__(self, problems: list[CardInvalid]) -> None:
        super().__init__(", ".join(each.code for each in problems))
        self.fields = {each.field: each.code for each in problems}


@dataclass(frozen=True)
class Card:
    number: str
    exp_month: int
    exp_year: int

    def behaviour(self) -> Behaviour:
        if self.number in SUCCEEDING:
            return OK
        unknown = Behaviour("card_declined", "test_mode_live_card")
        return BEHAVIOURS.get(self.number, unknown)

    def facts(self) -> dict[str, Any]:
        brand, funding, country = SUCCEEDING.get(
            self.number, (brand_of(self.number), "credit", "US")
        )
        digest = hashlib.sha256(self.number.encode()).hexdigest()
        return {
            "brand": brand,
            "funding": funding,
            "country": country,
            "exp_month": self.exp_month,
            "exp_year": self.exp_year,
            "fingerprint": digest[:16],
            "last4": self.number[-4:],
        }


def by_number(number: str) -> Card:
    return Card(number, 12, datetime.now(UTC).year + 5)


def read(number: str, expiry: str, cvc: str, now: int) -> Card:
    """The card as typed on a form; CardsInvalid tells what is wrong, field by field."""
    problems: list[CardInvalid] = []
    month = year = 0
    try:
        check_number(_digits(number))
    except CardInvalid as error:
        problems.append(error)
    try:
        month, year = _expiry(expiry)
        check_expiry(month, year, now)
    except CardInvalid as error:
        problems.append(error)
    long = brand_of(_digits(number)) == "amex"
    if not re.fullmatch(r"[0-9]{4}" if long else r"[0-9]{3}", cvc.strip()):
        problems.append(CardInvalid("cvc", "invalid_cvc"))
    if problems:
        raise CardsInvalid(problems)
    return Card(_digits(number), month, year)


def _digits(number: str) -> str:
    return re.sub(r"[\s-]", "", number)


def check_number(digits: str) -> None:
    if not re.fullmatch(r"[0-9]{12,19}", digits):
        partial = re.fullmatch(r"[0-9]*", digits)
        raise CardInvalid("number", "incomplete_number" if partial else "invalid_number")
    if not passes_luhn(digits):
        raise CardInvalid("number", "incorrect_number")


def _expiry(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"\s*([0-9]{1,2})\s*/?\s*([0-9]{4}|[0-9]{2})\s*", text)
    if not match:
        raise CardInvalid("expiry", "incomplete_expiry")
    year = int(match[2])
    return int(match[1]), year if year > 99 else 2000 + year


def check_expiry(month: int, year: int, now: int) -> None:
    if not 1 <= month <= 12:
        raise CardInvalid("expiry", "invalid_expiry_month")
    today = datetime.fromtimestamp(now, UTC)
    if (year, month) < (today.year, today.month) or year > today.year + 50:
        raise CardInvalid("expiry", "invalid_expiry_year")


def passes_luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def brand_of(digits: str) -> str:
    starts = (
        ("amex", ("34", "37")),
        ("mastercard", ("51", "52", "53", "54", "55", "22", "23", "24", "25", "26", "27")),
        ("discover", ("6011", "65")),
        ("diners", ("30", "36", "38")),
        ("jcb", ("35",)),
        ("unionpay", ("62",)),
        ("visa", ("4",)),
    )
    return next((name for name, heads in starts if digits.startswith(heads)), "unknown")
