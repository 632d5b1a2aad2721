"""How money at the bank becomes a gift: the only way by which a transfer is *paid*.

Whoever matches (the site by a reference, an officer by hand), the change is one: under the gift's
lock and the line's, the gift is paid, the line is its, and the ledger has the entry.
"""

from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.record import record
from campaigns.bank.doubts import doubts
from campaigns.bank.entering import Source, enter_gift
from campaigns.bank.locks import lock_line
from campaigns.bank.models import BY_ITSELF, AsideReason, BankLine, LineState
from campaigns.funds.accounts import BANK
from campaigns.funds.kinds import Kind
from campaigns.funds.models import Fund
from campaigns.payments.locks import lock_gift
from campaigns.payments.models import Donation, Method
from campaigns.payments.states import DonationState, Happening, allows
from money.amounts import CURRENCY
from users.models import User


class NotMatched(Exception):
    """This line cannot be matched so; its text is for the person who tried. Nothing changed."""


class AskAnother(NotMatched):
    """One person alone may not: it is to be asked for, with a reason (`asking`)."""


ALREADY_DECIDED = _("Somebody has decided about this line meanwhile.")
NO_GIFT = _("Only money in tenge that came in can be a gift.")
NOT_WAITING = _("This gift is paid already, or waits for no transfer.")
ANOTHER_SUM = _("The sums differ.")
NO_TWIN = _("There is no other line that this one could be the same as.")


def settle_transfer(line_id: int, donation_id: UUID, *, by: User | None = None) -> Donation:
    """The line is the money of this pledge. `by` None: matched by the site, which demands the sum.

    The bank's sum is the truth: a person may match another one, and the gift's sum follows it.
    Raises `NotMatched`; `AskAnother` for a line that may be no new gift (`doubts`).
    """
    with transaction.atomic(durable=True):
        donation = lock_gift(donation_id)
        line = line_to_decide(line_id)
        if by is None and line.amount_tiyn != donation.amount_tiyn:
            raise NotMatched(ANOTHER_SUM)
        if by is not None:
            _demand_plain(line)
        pay_pledge(donation, line, by)
        return donation


def pay_pledge(donation: Donation, line: BankLine, by: User | None) -> None:
    """Call it with both locks held, last in its transaction. Raises `NotMatched`."""
    is_transfer = donation.method == Method.TRANSFER
    if not is_transfer or not allows(donation.state, Happening.CHARGED):
        raise NotMatched(NOT_WAITING)
    _pay(donation, line, by)


def give_without_pledge(line_id: int, fund: Fund, by: User) -> Donation:
    """Nobody promised this money, but a gift it is: for `fund`, without a name in public.

    Raises `NotMatched`; `AskAnother` for a line that may be no new gift (`doubts`).
    """
    with transaction.atomic(durable=True):
        line = line_to_decide(line_id)
        _demand_plain(line)
        return pay_unpromised(line, fund, by)


def pay_unpromised(line: BankLine, fund: Fund, by: User) -> Donation:
    """Call it with the line's lock held, last in its transaction."""
    donation = Donation.objects.create(
        fund=fund,
        amount_tiyn=line.amount_tiyn,
        method=Method.TRANSFER,
        state=DonationState.OPEN,
        donor_name="" if line.payer_bin else line.payer_name[:120],
        company_name=line.payer_name if line.payer_bin else "",
        company_bin=line.payer_bin,
        is_anonymous=True,
        language=settings.LANGUAGE_CODE,
    )
    _pay(donation, line, by)
    return donation


def set_aside(line_id: int, reason: str, note: str, by: User) -> BankLine:
    """The line is no gift. Raises `NotMatched`; `AskAnother` for what `is_for_two`."""
    with transaction.atomic(durable=True):
        line = line_to_set_aside(line_id, reason)
        if is_for_two(line):
            raise AskAnother(_("This is much to set aside: say why, and another person looks."))
        return put_aside(line, reason, note, by)


def line_to_set_aside(line_id: int, reason: str) -> BankLine:
    line = undecided(line_id)
    if reason == AsideReason.TWIN:
        if line.twin_id is None and line.told_apart_from_id is None:
            raise NotMatched(NO_TWIN)
    elif reason in BY_ITSELF:
        raise NotMatched(_("This comes by itself, with what is done."))
    return line


def put_aside(line: BankLine, reason: str, note: str, by: User) -> BankLine:
    """Call it with the line's lock held."""
    line.aside_reason, line.aside_note = AsideReason(reason), note
    if line.aside_reason == AsideReason.TWIN and line.twin_id is None:
        line.twin, line.told_apart_from = line.told_apart_from, None
    decide(line, LineState.ASIDE, by)
    record("bank.line_set_aside", line, by, {"reason": reason, "tiyn": line.amount_tiyn})
    return line


def is_for_two(line: BankLine) -> bool:
    """Whether nobody says alone that this money concerns no gift; what it is worth we know of tenge
    only."""
    return line.currency != CURRENCY or abs(line.amount_tiyn) > settings.BANK_ALONE_MOST_TIYN


def tell_apart(line_id: int, by: User) -> BankLine:
    """The line is another than the one that it looks like. Raises `NotMatched`."""
    with transaction.atomic(durable=True):
        line = undecided(line_id)
        facts = {"from": line.twin.key if line.twin else ""}
        line.twin, line.told_apart_from = None, line.twin or line.told_apart_from
        line.save(update_fields=["twin", "told_apart_from"])
        record("bank.line_told_apart", line, by, facts)
        return line


def line_to_decide(line_id: int) -> BankLine:
    line = told_apart(line_id)
    if not line.may_be_a_gift:
        raise NotMatched(NO_GIFT)
    return line


def line_that_came(line_id: int) -> BankLine:
    line = told_apart(line_id)
    if not line.may_be_a_payout:
        raise NotMatched(_("Only money that came in can be a payout."))
    return line


def told_apart(line_id: int) -> BankLine:
    """An undecided line that is no second telling of another: only such a one is entered."""
    line = undecided(line_id)
    if line.twin_id is not None:
        raise NotMatched(_("First say whether this line is the same as the other one."))
    return line


def undecided(line_id: int) -> BankLine:
    """The line, locked, about which nothing is said yet: new, or gone out for nobody knows what."""
    line = lock_line(line_id)
    if line.state != LineState.NEW and line.aside_reason != AsideReason.OUT:
        raise NotMatched(ALREADY_DECIDED)
    return line


def _demand_plain(line: BankLine) -> None:
    if doubts(line):
        raise AskAnother(_("This may be no new gift: say why it is one, and another person looks."))


def _pay(donation: Donation, line: BankLine, by: User | None) -> None:
    """Call it last in its transaction, with both locks held."""
    facts: dict[str, object] = {"line": line.source}
    if donation.amount_tiyn != line.amount_tiyn:
        facts |= {"promised_tiyn": donation.amount_tiyn, "came_tiyn": line.amount_tiyn}
    donation.amount_tiyn = line.amount_tiyn
    line.donation = donation
    decide(line, LineState.MATCHED, by)
    enter_gift(donation, Source(Kind.BANK_RECEIPT, line.source, BANK, line.booked_on), by, facts)


def decide(line: BankLine, state: LineState, by: User | None) -> None:
    line.state, line.decided_by, line.decided_at = state, by, timezone.now()
    line.save()
