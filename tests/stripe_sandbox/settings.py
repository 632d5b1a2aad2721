"""What a test may set through `/_test/settings`, with the values it starts from.

Money is in minor units (tiyn for KZT), time in seconds. Rates are text, so that no money passes
through binary floats.
"""

from typing import Any

from .clock import DAY

HOUR = 60 * 60

DEFAULTS: dict[str, Any] = {
    # Fee on each charge, taken in the settlement currency.
    "fee_percent": "2.9",
    "fee_fixed": 15_000,
    "dispute_fee": 700_000,
    # What the account is paid out in, and how many of its units one presented unit gives.
    "settlement_currency": "kzt",
    "exchange_rate": "1",
    # Stripe refuses a charge below about half a dollar, and of more than eight digits.
    "minimum_amount": 25_000,
    "maximum_amount": 99_999_999,
    # Until money of a charge may be paid out.
    "available_after": 2 * DAY,
    # Stripe writes a charge's balance transaction a moment after the charge has succeeded.
    "balance_delay": 0,
    # Delayed payment methods: offered on the pay page at all, and how long they take.
    "delayed_methods": False,
    "delayed_after": 3 * DAY,
    # A renewal's invoice stays a draft for an hour; a failed one is tried again after these.
    "invoice_draft": HOUR,
    "renewal_retries": [3 * DAY, 5 * DAY, 7 * DAY],
    "payout_after": DAY,
    # Webhooks: pauses before each further attempt, counted on the real or the sandbox's clock.
    "webhook_retries": [0.3, 0.5, 1, 2, 4, 8, 15, 30, 60, 120],
    "webhook_clock": "real",
    "webhook_timeout": 10,
    # Seconds added to the stamp inside the signature, to make stale or early ones.
    "signature_skew": 0,
    # Only these keys are let in; empty lets in every test key.
    "api_keys": [],
}


def changed(current: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """The settings with what was given; ValueError for a name or type that is not one."""
    for name, value in given.items():
        if name not in DEFAULTS:
            raise ValueError(f"no such setting: {name}")
        wanted = type(DEFAULTS[name])
        if not isinstance(value, wanted) and not (wanted is int and isinstance(value, float)):
            raise ValueError(f"{name} must be of type {wanted.__name__}")
    return current | given
