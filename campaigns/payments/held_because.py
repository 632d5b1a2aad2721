"""Why something is held, in the reader's words.

It is kept as what differs, with both values ("amount: 500000 ≠ 100"), and told so where it is
neither of these nor anything that is known here.
"""

from typing import TYPE_CHECKING

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from money.amounts import plain_tenge

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# What is compared by `comparison` here, and by that of monthly gifts.
_PARTS: dict[str, "StrOrPromise"] = {
    "amount": _("sum"),
    "amount each month": _("sum for each month"),
    "amount paid": _("sum paid"),
    "attempt": _("attempt"),
    "charge": _("charge"),
    "currency": _("currency"),
    "customer": _("customer at Stripe"),
    "gift": _("gift"),
    "instruction": _("instruction"),
    "intent": pgettext_lazy("at Stripe", "payment"),
    "interval": _("interval"),
    "lines": _("lines of the invoice"),
    "livemode": _("real money"),
    "monthly gift": _("monthly gift"),
    "payment": pgettext_lazy("at Stripe", "payment"),
    "payments": _("number of payments"),
    "price": _("price at Stripe"),
    "reference": _("reference"),
    "second charge": _("the gift is paid already, and this is a second charge"),
    "session": _("pay page"),
    "subscription": _("subscription at Stripe"),
}
_VALUES: dict[str, "StrOrPromise"] = {"True": _("yes"), "False": _("no"), "None": "—", "": "—"}


def in_words(reason: str) -> str:
    what, colon, values = reason.partition(": ")
    part, _of, whose = what.partition(" of the ")
    if not colon or part not in _PARTS or (whose and whose not in _PARTS):
        return reason
    told = f"{_PARTS[part]} ({_PARTS[whose]})" if whose else str(_PARTS[part])
    ours, differs, theirs = values.partition(" ≠ ")
    if not differs:
        return f"{told}: {values}"
    return gettext("%(what)s: ours is %(ours)s, Stripe shows %(theirs)s") % {
        "what": told,
        "ours": _value(part, ours),
        "theirs": _value(part, theirs),
    }


def _value(part: str, value: str) -> "StrOrPromise":
    # Without a currency: it may be another than ours.
    if part.startswith("amount") and value.isdigit():
        return plain_tenge(int(value))
    return _VALUES.get(value, value)
