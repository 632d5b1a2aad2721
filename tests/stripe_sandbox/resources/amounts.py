"""What Stripe takes as an amount: https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts."""

from ..errors import StripeError
from ..world import World

SIGNS = {"kzt": "₸", "usd": "$", "eur": "€"}


def shown(amount: int, currency: str) -> str:
    """As in Stripe's messages: `₸1,234.56`. All currencies here have two decimals."""
    whole, rest = divmod(abs(amount), 100)
    minus = "-" if amount < 0 else ""
    return f"{minus}{SIGNS.get(currency, currency.upper() + ' ')}{whole:,}.{rest:02}"


def check_currency(currency: str, param: str = "currency") -> str:
    code = currency.lower()
    if len(code) != 3 or not code.isascii() or not code.isalpha():
        raise StripeError(
            f"Invalid currency: {currency}. Stripe currently supports these currencies: kzt, usd, "
            "eur and others of two decimals.",
            param=param,
        )
    return code


def check_amount(world: World, amount: int, currency: str, param: str, total: str = "") -> None:
    """Refuse what no card may be charged; `total` names what the sum is of, in the message."""
    least, most = world.settings["minimum_amount"], world.settings["maximum_amount"]
    if amount < 0 or (amount < 1 and not total):
        raise StripeError(
            "This value must be greater than or equal to 1.",
            code="parameter_invalid_integer",
            param=param,
        )
    if amount < least:
        what = total or "Amount"
        raise StripeError(
            f"{what} must be at least {shown(least, currency)} {currency}.",
            code="amount_too_small",
            param=None if total else param,
        )
    if amount > most:
        what = total or "Amount"
        raise StripeError(
            f"{what} must be no more than {shown(most, currency)} {currency}.",
            code="amount_too_large",
            param=None if total else param,
        )
