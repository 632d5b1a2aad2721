"""All that is held about one address, for the donor to take along.

Lines of the bank's statements are left out, as they are when a donor is forgotten: they are the
bank's papers. So are the books, which hold no name.
"""

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from audit.record import record
from audit.rows import facts_of
from campaigns.bank.models import CashRecord
from campaigns.donors.gifts import gifts_of, monthly_gifts_of
from campaigns.donors.models import DataRequest, Link
from campaigns.donors.parts import erasers
from campaigns.payments.models import Donation, Words
from campaigns.receipts.models import Receipt
from outbox.models import Mail


def copy_of(email: str) -> str:
    """As JSON. That it was taken is written down, not by whom: the trail holds no addresses."""
    record("donor.copy", None)
    return json.dumps(held(email), cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)


def held(email: str) -> dict[str, Any]:
    gifts = list(gifts_of(email))
    kept: dict[str, Any] = {
        "e-mail": email,
        "gifts": [_gift(gift) for gift in gifts],
        "monthly_gifts": [
            facts_of(gift) | {"fund": gift.fund.name} for gift in monthly_gifts_of(email)
        ],
        "words": [facts_of(words) for words in Words.objects.filter(donation__in=gifts)],
        "receipts": [facts_of(one) for one in Receipt.objects.filter(donation__in=gifts)],
        "cash": [
            facts_of(slip) for slip in CashRecord.objects.filter(donor_email__same_address=email)
        ],
        "requests": [
            facts_of(asked) for asked in DataRequest.objects.filter(email__same_address=email)
        ],
        "letters": list(
            Mail.objects.filter(to__same_address=email)
            .order_by("pk")
            .values("subject", "language", "created_at", "sent_at")
        ),
        "visits": list(
            Link.objects.filter(email__same_address=email).values("created_at", "used_at")
        ),
    }
    for eraser in erasers():
        kept |= eraser.held(email)
    return kept


def _gift(gift: Donation) -> dict[str, Any]:
    """Sums are whole tiyn, a hundredth of a tenge."""
    return facts_of(gift) | {"number": str(gift.pk), "fund": gift.fund.name}
