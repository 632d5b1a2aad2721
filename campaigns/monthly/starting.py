"""From a filled form to a monthly gift that runs, by the rules of `payments.giving.checkout`."""

from dataclasses import asdict, dataclass
from datetime import timedelta
from time import sleep

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from audit.record import record
from campaigns.funds.models import Fund
from campaigns.monthly import letters
from campaigns.monthly.comparison import start_difference
from campaigns.monthly.instructions import close, hold, issue, move
from campaigns.monthly.locks import lock_instruction, lock_monthly
from campaigns.monthly.models import Instruction, MonthlyGift
from campaigns.monthly.states import (
    SETTLED_INSTRUCTIONS,
    InstructionKind,
    InstructionState,
    MonthlyHappening,
    allows,
)
from campaigns.payments import gateway, gateway_monthly
from campaigns.payments.giving.giver import Spoken
from campaigns.payments.monthly_records import MonthlySession, Subscription
from money.amounts import format_tenge

# Seconds to wait for another request of the same donor that is opening the same page right now.
PAUSES = (0.3, 0.7, 1.5)
# A pay page that Stripe was asked about longer ago may have been paid or closed since.
FRESH = timedelta(minutes=1)


class NothingToBegin(Exception):
    """There is no pay page: the monthly gift runs, is over or held, or its fund has closed."""


@dataclass(frozen=True, slots=True)
class MonthlyWish:
    """What the donor wishes. `form_key` is the same for the same form sent again."""

    fund: Fund
    amount_tiyn: int
    donor_email: str
    language: str
    form_key: str
    cover_tiyn: int = 0
    donor_name: str = ""
    is_anonymous: bool = False
    company_name: str = ""
    company_bin: str = ""
    spoken: Spoken | None = None


def keep(wish: MonthlyWish) -> MonthlyGift:
    """Commit the monthly gift and the instruction to begin it; once for the same form."""
    with transaction.atomic(durable=True):
        gift, is_new = MonthlyGift.objects.get_or_create(
            form_key=wish.form_key,
            defaults={
                "fund": wish.fund,
                "amount_tiyn": wish.amount_tiyn,
                "cover_tiyn": wish.cover_tiyn,
                "donor_email": wish.donor_email,
                "donor_name": wish.donor_name,
                "is_anonymous": wish.is_anonymous,
                "company_name": wish.company_name,
                "company_bin": wish.company_bin,
                "spoken": wish.spoken and asdict(wish.spoken),
                "language": wish.language,
            },
        )
        if is_new:
            _issue_start(gift)
    return gift


def pay_page(gift: MonthlyGift) -> str:
    """The URL where the first payment can be made now.

    Raises `NothingToBegin`; `GatewayError` when Stripe gave no page: calling again tries again.
    """
    start = _payable_start(gift)
    if start.state == InstructionState.OPEN and _is_old(start):
        start = _asked(start)
    if start.state == InstructionState.OPEN:
        return start.page_url
    return open_page(start).page_url


def settle_start(
    start: Instruction, *, session_id: str | None = None, patience: float | None = None
) -> Instruction:
    """Take over what Stripe says about a pay page; returns the instruction as it then stands.

    The first payment is a renewal as any other: see `renewals`. Raises `GatewayError`.
    """
    wanted = session_id or start.session_id
    if wanted is None:
        return start
    session = gateway_monthly.fetch_monthly_session(wanted, seconds=patience)
    return take_start(start.pk, session)


def open_page(start: Instruction) -> Instruction:
    """Have Stripe open the pay page, or name again the one that it opened for this key."""
    try:
        session = gateway_monthly.open_monthly(_order(start))
    except gateway.GatewayBusy:
        return _opened_meanwhile(start)
    except gateway.GatewayUnavailable as error:
        _note_failure(start, error.code, is_over=error.key_spent)
        raise
    except gateway.GatewayRefused as error:
        _note_failure(start, error.code, is_over=True)
        raise
    start = take_start(start.pk, session, has_asked=False)
    if start.state != InstructionState.OPEN or not start.page_url:
        raise NothingToBegin(start.state)
    return start


def take_start(
    instruction_id: int, session: MonthlySession, *, has_asked: bool = True
) -> Instruction:
    """Enter what `session` tells. The call to Stripe lies before the lock.

    `has_asked` is false for the answer to the call that opened the page.
    """
    with transaction.atomic(durable=True):
        gift, start = lock_instruction(instruction_id)
        if start.state in SETTLED_INSTRUCTIONS:
            return start
        if has_asked:
            start.checked_at = timezone.now()
        if difference := start_difference(gift, start, session):
            _know_subscription(gift, session.subscription)
            hold(gift, start, difference)
            return start
        start.session_id = session.id
        if session.subscription:
            _begin(gift, start, session.subscription)
        elif session.status == "expired" and start.is_live:
            close(start, InstructionState.EXPIRED)
            move(gift, MonthlyHappening.EXPIRED)
        elif session.status == "open" and session.url and start.is_live:
            start.state, start.page_url = InstructionState.OPEN, session.url
            start.save()
            if allows(gift.state, MonthlyHappening.OPENED):
                move(gift, MonthlyHappening.OPENED)
        else:
            start.save()
        return start


def give_up(start: Instruction) -> None:
    """Close an instruction that never got a page; the donor may still try anew."""
    with transaction.atomic(durable=True):
        gift, start = lock_instruction(start.pk)
        if start.state == InstructionState.CREATED and start.session_id is None:
            close(start, InstructionState.EXPIRED, start.error_code)
            move(gift, MonthlyHappening.EXPIRED)


def _begin(gift: MonthlyGift, start: Instruction, subscription: Subscription) -> None:
    if not allows(gift.state, MonthlyHappening.STARTED):
        hold(gift, start, f"second subscription: {subscription.id}")
        return
    gift.subscription_id, gift.customer_id = subscription.id, subscription.customer_id
    gift.started_at = gift.checked_at = timezone.now()
    gift.renews_at = subscription.renews_at
    start.price_id = subscription.price_id
    close(start, InstructionState.DONE)
    move(gift, MonthlyHappening.STARTED)
    letters.began(gift)
    record("monthly.began", gift, facts={"subscription": subscription.id})


def _know_subscription(gift: MonthlyGift, subscription: Subscription | None) -> None:
    """Of what is held from its beginning too: so that staff can stop it.

    Only one that names this gift, and that no other one has.
    """
    if subscription is None or subscription.monthly_id != str(gift.pk) or gift.subscription_id:
        return
    if not MonthlyGift.objects.filter(subscription_id=subscription.id).exists():
        gift.subscription_id, gift.customer_id = subscription.id, subscription.customer_id
        gift.save(update_fields=["subscription_id", "customer_id"])


def _payable_start(gift: MonthlyGift) -> Instruction:
    """The instruction to go on with: the live one, or a new one where the last came to nothing."""
    with transaction.atomic(durable=True):
        gift = lock_monthly(gift.pk)
        if not gift.is_beginning:
            raise NothingToBegin(gift.state)
        last = gift.instructions.filter(kind=InstructionKind.START).latest("n")
        last.monthly_gift = gift
        if last.state != InstructionState.OPEN and not gift.fund.is_open:
            raise NothingToBegin("fund closed")
        if gift.instructions.abandoned().filter(pk=last.pk).exists():
            close(last, InstructionState.EXPIRED, last.error_code)
            move(gift, MonthlyHappening.EXPIRED)
        elif last.is_live:
            return last
        move(gift, MonthlyHappening.RETRIED)
        return _issue_start(gift)


def _issue_start(gift: MonthlyGift) -> Instruction:
    sums = {"amount_tiyn": gift.amount_tiyn, "cover_tiyn": gift.cover_tiyn}
    return issue(gift, InstructionKind.START, **sums)


def _asked(start: Instruction) -> Instruction:
    """The instruction to go on with after Stripe was asked; without an answer, as we know it."""
    try:
        settle_start(start)
    except gateway.GatewayUnavailable:
        return start
    return _payable_start(start.monthly_gift)


def _opened_meanwhile(start: Instruction) -> Instruction:
    """A double click: the other request has the key, so it also brings the page."""
    for pause in PAUSES:
        sleep(pause)
        start.refresh_from_db(fields=["page_url", "state"])
        if start.state == InstructionState.OPEN:
            return start
    raise gateway.GatewayBusy("busy")


def _order(start: Instruction) -> gateway_monthly.MonthlyOrder:
    """Made of the rows alone, so that the same key always asks for the same thing."""
    gift = start.monthly_gift
    gift_url = settings.SITE_URL + gift.get_absolute_url()
    return gateway_monthly.MonthlyOrder(
        idempotency_key=start.idempotency_key,
        monthly_id=str(gift.pk),
        instruction=start.n,
        amount_tiyn=start.amount_tiyn or 0,
        currency=gift.currency,
        fund_name=gift.fund.name_in(gift.language),
        donor_email=gift.donor_email,
        language=gift.language,
        success_url=f"{gift_url}?returned=1",
        cancel_url=gift_url,
        note=_fee_in_words(start.cover_tiyn, gift.language),
    )


def _fee_in_words(tiyn: int, language: str) -> str:
    """What of the sum was added for the fee, as the page lists it apart for a single gift."""
    if not tiyn:
        return ""
    with translation.override(language):
        return f"{_('For the payment fee')}: {format_tenge(tiyn)}"


def _note_failure(start: Instruction, code: str, *, is_over: bool) -> None:
    """Keep what Stripe said. `is_over`: asking again needs a new key, so a new instruction."""
    with transaction.atomic(durable=True):
        gift, start = lock_instruction(start.pk)
        if start.state != InstructionState.CREATED:
            return  # Another call with the same key came through meanwhile.
        if is_over:
            close(start, InstructionState.FAILED, code)
            move(gift, MonthlyHappening.EXPIRED)
        else:
            start.error_code = code[:200]
            start.save(update_fields=["error_code"])


def _is_old(start: Instruction) -> bool:
    return (start.checked_at or start.created_at) < timezone.now() - FRESH
