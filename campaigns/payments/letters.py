"""Letters to donors. Each is written in the transaction of what it tells."""

from django.conf import settings

from campaigns.payments.models import Attempt, Donation
from jobs.wake import wake
from money.amounts import format_tenge
from outbox.mail import post, post_asked, take_back


def thank(donation: Donation) -> None:
    """Thank for a paid gift, once, in the donor's language; the receipt goes with the letter.

    A gift without an e-mail gets its receipt all the same.
    """
    # Before the letter, which otherwise would have to wait for its paper.
    wake("issue receipts")
    if not donation.donor_email:
        return
    cover = donation.cover_tiyn
    context = {
        "donor_name": donation.donor_name,
        "amount": format_tenge(donation.amount_tiyn, donation.language),
        "fund_amount": format_tenge(donation.fund_tiyn, donation.language),
        "cover_amount": format_tenge(cover, donation.language) if cover else "",
        "fund": donation.fund,
        "paid_at": donation.paid_at,
        "gift_url": settings.SITE_URL + donation.get_absolute_url(),
    }
    post(
        key=f"gift_thanks:{donation.pk}",
        to=donation.donor_email,
        template="gift_thanks",
        context=context,
        language=donation.language,
        attachment=f"receipt:{donation.pk}",
    )


def unthank(donation: Donation) -> bool:
    """The gift was not the donor's after all: keep back a letter of thanks that has not left.

    Whether there is none to be kept back, so that the donor has to be told.
    """
    return not take_back(f"gift_thanks:{donation.pk}")


def not_counted(donation: Donation, attempt: Attempt) -> None:
    """A payment that was held is dismissed: none of its money is with us. Once for each."""
    if not donation.donor_email:
        return
    post(
        key=f"gift_not_counted:{attempt.pk}",
        to=donation.donor_email,
        template="gift_not_counted",
        context={
            "donor_name": donation.donor_name,
            "fund": donation.fund,
            "gift_url": settings.SITE_URL + donation.get_absolute_url(),
        },
        language=donation.language,
    )


def remind(donation: Donation) -> None:
    """The one letter about a gift that was begun, by anybody with that address, and not paid."""
    context = {
        "donor_name": donation.donor_name,
        "amount": format_tenge(donation.amount_tiyn, donation.language),
        "fund": donation.fund,
        "gift_url": settings.SITE_URL + donation.get_absolute_url(),
    }
    post_asked(
        key=f"gift_reminder:{donation.pk}",
        to=donation.donor_email,
        template="gift_reminder",
        context=context,
        language=donation.language,
    )
