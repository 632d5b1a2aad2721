"""Letters about monthly gifts. Each is written in the transaction of what it tells.

The thanks for each payment are those of every gift.
"""

from typing import Any

from django.conf import settings

from campaigns.monthly.models import Instruction, MonthlyGift, Renewal
from money.amounts import format_tenge
from outbox.mail import post


def began(gift: MonthlyGift) -> None:
    _post(f"monthly_began:{gift.pk}", gift, "monthly_began")


def failed(renewal: Renewal) -> None:
    """The card was refused: when Stripe tries again, and where another card can be left.

    The last refusal is told by the letter about the end.
    """
    if renewal.next_try_at is None and renewal.attempts > 1:
        return
    key = f"monthly_failed:{renewal.invoice_id}:{renewal.attempts}"
    gift = renewal.monthly_gift
    sum_owed = format_tenge(renewal.amount_tiyn, gift.language)
    _post(key, gift, "monthly_failed", amount=sum_owed, next_try_at=renewal.next_try_at)


def changed(gift: MonthlyGift, instruction: Instruction) -> None:
    _post(f"monthly_changed:{gift.pk}:{instruction.n}", gift, "monthly_changed")


def not_counted(renewal: Renewal) -> None:
    """An invoice that was held is dismissed: none of its money is with us. Once for each."""
    _post(f"gift_not_counted:{renewal.invoice_id}", renewal.monthly_gift, "gift_not_counted")


def stopped(gift: MonthlyGift) -> None:
    """By whom, in the donor's words: `ended` where the bank kept refusing."""
    _post(f"monthly_stopped:{gift.pk}", gift, "monthly_stopped")


def _post(key: str, gift: MonthlyGift, template: str, **more: Any) -> None:
    if not gift.donor_email:
        return  # Erased at the donor's wish.
    context = {
        "donor_name": gift.donor_name,
        "amount": format_tenge(gift.amount_tiyn, gift.language),
        "fund": gift.fund,
        "gift": gift,
        "gift_url": settings.SITE_URL + gift.get_absolute_url(),
        "donate_url": settings.SITE_URL + gift.fund.get_donate_url(gift.language),
    }
    post(
        key=key,
        to=gift.donor_email,
        template=template,
        context=context | more,
        language=gift.language,
    )
