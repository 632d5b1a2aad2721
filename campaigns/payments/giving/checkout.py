"""From a filled form to Stripe's pay page.

Rows first, then the call, then what came of it: each in a commit of its own, and the call outside
any transaction. A crash anywhere leaves a gift that can be taken up again by its status page, and
the attempt's key sees to it that taking up again opens no second pay page.
"""

from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from time import sleep

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from campaigns.funds.models import Fund
from campaigns.payments import gateway
from campaigns.payments.attempts import go_on
from campaigns.payments.comparison import first_difference
from campaigns.payments.giving.giver import Spoken
from campaigns.payments.locks import lock_attempt, lock_gift
from campaigns.payments.models import Attempt, Donation, Method, Words
from campaigns.payments.settlement import hold, move, open_attempt, settle
from campaigns.payments.states import RETRIABLE, AttemptState, DonationState, Happening

# Seconds to wait for another request of the same donor that is opening the same page right now.
PAUSES = (0.3, 0.7, 1.5)
# A pay page that we opened longer ago may have been paid or closed since: ask before using it.
FRESH = timedelta(minutes=1)


class NothingToPay(Exception):
    """There is no pay page: the gift is paid, being paid or held, or its fund has closed."""


@dataclass(frozen=True, slots=True)
class Gift:
    """What the donor wishes. `form_key` is the same for the same form sent again.

    `amount_tiyn` is all that is paid; `cover_tiyn` is the part of it that is meant for fees.
    """

    fund: Fund
    amount_tiyn: int
    donor_email: str
    language: str
    form_key: str
    donor_name: str = ""
    is_anonymous: bool = False
    cover_tiyn: int = 0
    company_name: str = ""
    company_bin: str = ""
    wants_reminder: bool = False
    method: Method = Method.CARD
    spoken: Spoken | None = None


def keep(gift: Gift) -> Donation:
    """Commit the gift with its words, and the first attempt to pay one that goes by card.

    The same form, sent again, gives the same gift.
    """
    with transaction.atomic(durable=True):
        return write_down(gift)


def write_down(gift: Gift) -> Donation:
    """`keep` for a caller who commits more together with the gift."""
    columns = {one.name: getattr(gift, one.name) for one in fields(gift) if one.name != "spoken"}
    form_key = columns.pop("form_key")
    donation, is_new = Donation.objects.get_or_create(form_key=form_key, defaults=columns)
    if is_new and gift.spoken is not None:
        Words.objects.create(donation=donation, **asdict(gift.spoken))
    if is_new and gift.method == Method.CARD:
        _add_attempt(donation, 1)
    return donation


def pay_page(donation: Donation) -> str:
    """The URL where `donation` can be paid now.

    Raises `NothingToPay`; `GatewayUnavailable` and `GatewayRefused` when Stripe gave no page: the
    gift is kept, and calling again tries again.
    """
    if donation.method != Method.CARD:
        raise NothingToPay(donation.method)
    attempt = _payable_attempt(donation)
    if attempt.state == AttemptState.OPEN and _is_older(attempt.opened_at, FRESH):
        attempt = _asked(attempt)
    if attempt.state == AttemptState.OPEN:
        return attempt.checkout_url
    return _open(attempt)


def _asked(attempt: Attempt) -> Attempt:
    """The attempt to go on with after Stripe was asked how it stands.

    Without an answer the page that we know is as good as any: it cannot be paid twice.
    """
    try:
        settle(attempt)
    except gateway.GatewayUnavailable:
        return attempt
    return _payable_attempt(attempt.donation)


def give_up(attempt: Attempt) -> None:
    """Close an attempt that never got a pay page; the donor may still try anew."""
    with transaction.atomic(durable=True):
        donation, attempt = lock_attempt(attempt.pk)
        if attempt.state == AttemptState.CREATED and attempt.session_id is None:
            go_on(attempt, AttemptState.EXPIRED, attempt.error_code)
            move(donation, Happening.EXPIRED)


def _payable_attempt(donation: Donation) -> Attempt:
    """The attempt to go on with: the live one, or a new one where the last came to nothing."""
    with transaction.atomic(durable=True):
        donation = lock_gift(donation.pk)
        last = donation.attempts.select_related("donation__fund").latest("n")
        if donation.state != DonationState.OPEN and not last.donation.fund.is_open:
            raise NothingToPay("fund closed")
        if donation.attempts.abandoned().filter(pk=last.pk).exists():
            go_on(last, AttemptState.EXPIRED, last.error_code)
            move(donation, Happening.EXPIRED)
        elif donation.state in (DonationState.CREATED, DonationState.OPEN):
            return last
        if donation.state not in RETRIABLE:
            raise NothingToPay(donation.state)
        move(donation, Happening.RETRIED)
        return _add_attempt(donation, last.n + 1)


def _add_attempt(donation: Donation, n: int) -> Attempt:
    return Attempt.objects.create(
        donation=donation,
        n=n,
        idempotency_key=f"don:{donation.pk}:{n}",
        created_at=timezone.now(),
    )


def _open(attempt: Attempt) -> str:
    try:
        session = gateway.create_session(_order(attempt))
        if not session.url:
            # A page that was opened by an earlier call with this key, and is closed by now.
            raise gateway.GatewayUnavailable("page_closed", key_spent=True)
    except gateway.GatewayBusy:
        return _page_opened_meanwhile(attempt)
    except gateway.GatewayUnavailable as error:
        _note_failure(attempt, error.code, is_over=error.key_spent)
        raise
    except gateway.GatewayRefused as error:
        _note_failure(attempt, error.code, is_over=True)
        raise
    with transaction.atomic(durable=True):
        donation, attempt = lock_attempt(attempt.pk)
        difference = first_difference(donation, attempt, session)
        if difference and attempt.state != AttemptState.PAID:
            hold(donation, attempt, difference)
        elif attempt.state in (AttemptState.CREATED, AttemptState.OPEN):
            open_attempt(donation, attempt, session)
    if attempt.state != AttemptState.OPEN:
        # Held, or ended while Stripe was answering: this page must not be paid beside another.
        raise NothingToPay(attempt.state)
    return session.url


def _page_opened_meanwhile(attempt: Attempt) -> str:
    """A double click: the other request has the key, so it also brings the page."""
    for pause in PAUSES:
        sleep(pause)
        attempt.refresh_from_db(fields=["checkout_url", "state"])
        if attempt.state == AttemptState.OPEN:
            return attempt.checkout_url
    raise gateway.GatewayBusy("busy")


def _order(attempt: Attempt) -> gateway.CheckoutOrder:
    """Made of the rows alone, so that the same key always asks for the same thing."""
    donation = attempt.donation
    gift_url = settings.SITE_URL + donation.get_absolute_url()
    return gateway.CheckoutOrder(
        idempotency_key=attempt.idempotency_key,
        donation_id=str(donation.pk),
        attempt=attempt.n,
        items=_items(donation),
        currency=donation.currency,
        donor_email=donation.donor_email,
        language=donation.language,
        success_url=f"{gift_url}?returned=1",
        cancel_url=gift_url,
    )


def _items(donation: Donation) -> tuple[tuple[str, int], ...]:
    """What the pay page lists: the gift, and apart from it what was added for the fee."""
    gift = (donation.fund.name_in(donation.language), donation.fund_tiyn)
    if not donation.cover_tiyn:
        return (gift,)
    with translation.override(donation.language):
        return (gift, (_("For the payment fee"), donation.cover_tiyn))


def _note_failure(attempt: Attempt, code: str, *, is_over: bool) -> None:
    """Keep what Stripe said. `is_over`: asking again needs a new key, so a new attempt."""
    with transaction.atomic(durable=True):
        donation, attempt = lock_attempt(attempt.pk)
        if attempt.state != AttemptState.CREATED:
            return  # Another call with the same key came through meanwhile.
        if is_over:
            go_on(attempt, AttemptState.FAILED, code)
            move(donation, Happening.FAILED)
        else:
            attempt.error_code = code[:60]
            attempt.save(update_fields=["error_code"])


def _is_older(moment: datetime | None, age: timedelta) -> bool:
    return moment is not None and moment < timezone.now() - age
