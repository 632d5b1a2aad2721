"""The only writer of entries, postings and kept totals.

What the database holds by itself, whoever writes: a source is entered once per kind, every entry
balances in each currency, nothing is changed or removed. What this module adds: known accounts,
and totals that move in the same transaction.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection, transaction

from campaigns.funds import accounts
from campaigns.funds.kinds import ALLOCATING, GIVING, RAISING, Kind
from campaigns.funds.models import Account, Apartment, Entry, Fund, Posting
from money.amounts import CURRENCY


class LedgerError(Exception):
    """An entry was refused; nothing of it is written."""


class AlreadyPosted(LedgerError):
    """This source already has its entry of this kind."""


class Unbalanced(LedgerError):
    """The legs of an entry do not add up to zero in each currency."""


class Leg(NamedTuple):
    account: str
    amount_tiyn: int
    currency: str = CURRENCY


class Draft(NamedTuple):
    """An entry to be posted. `happened_at` is the provider's time, not ours.

    `gifts` is how many gifts it adds to its fund's: by itself one for money given and none else.
    """

    kind: Kind
    external_id: str
    legs: tuple[Leg, ...]
    happened_at: datetime
    donation: UUID | None = None
    reverses: Entry | None = None
    reason: str = ""
    gifts: int | None = None

    @property
    def gifts_added(self) -> int:
        if self.gifts is None:
            return 1 if self.kind in GIVING else 0
        return self.gifts

    def counts_as(self) -> Kind:
        return Kind(self.reverses.kind) if self.reverses else self.kind


def post(*drafts: Draft) -> list[Entry]:
    """Write `drafts` and move the totals of the funds they touch.

    Call it as the last statement of the transaction: the row of a fund's total is then locked for
    the shortest time, and gifts to one fund queue behind nothing but this. Raises `AlreadyPosted`,
    `Unbalanced`, `UnknownAccount`.
    """
    for draft in drafts:
        _demand_balance(draft)
    with transaction.atomic():
        _open_accounts({leg.account for draft in drafts for leg in draft.legs})
        entered = [(_insert_entry(draft), draft.legs) for draft in drafts]
        Posting.objects.bulk_create(
            Posting(
                entry=entry,
                account_id=leg.account,
                amount_tiyn=leg.amount_tiyn,
                currency=leg.currency,
            )
            for entry, legs in entered
            for leg in legs
        )
        _move_totals(drafts)
    return [entry for entry, _legs in entered]


def reverse(entry: Entry, *, reason: str, happened_at: datetime) -> Entry:
    """Take `entry` back, whole, by its mirror image; once at most, and never a reversal.

    Raises `AlreadyPosted`, `LedgerError`.
    """
    if entry.kind == Kind.REVERSAL:
        raise LedgerError(f"{entry} is a reversal: enter anew what it took back")
    draft = Draft(
        kind=Kind.REVERSAL,
        external_id=f"entry:{entry.pk}",
        legs=tuple(
            Leg(leg.account_id, -leg.amount_tiyn, leg.currency) for leg in entry.postings.all()
        ),
        happened_at=happened_at,
        donation=entry.donation,
        reverses=entry,
        reason=reason,
        gifts=-entry.gifts,
    )
    [reversal] = post(draft)
    return reversal


def _demand_balance(draft: Draft) -> None:
    sums: Counter[str] = Counter()
    for leg in draft.legs:
        sums[leg.currency] += leg.amount_tiyn
    if not draft.legs or any(sums.values()) or any(leg.amount_tiyn == 0 for leg in draft.legs):
        raise Unbalanced(f"{draft.kind} {draft.external_id}: {dict(sums)}")


def _open_accounts(codes: set[str]) -> None:
    """Make sure that each account has its row: it is opened by its first entry."""
    rows = [_account(code) for code in sorted(codes - Account.objects.in_bulk(codes).keys())]
    if rows:
        Account.objects.bulk_create(rows, ignore_conflicts=True)


def _account(code: str) -> Account:
    if code in accounts.FIXED:
        return Account(code=code, kind=accounts.FIXED[code])
    fund_id, apartment_id = accounts.fund_id_of(code), accounts.apartment_id_of(code)
    if fund_id is not None and Fund.objects.filter(pk=fund_id).exists():
        return Account(code=code, kind=accounts.AccountKind.FUND, fund_id=fund_id)
    if apartment_id is not None and Apartment.objects.filter(pk=apartment_id).exists():
        kind = accounts.AccountKind.APARTMENT
        return Account(code=code, kind=kind, apartment_id=apartment_id)
    raise accounts.UnknownAccount(code)


def _insert_entry(draft: Draft) -> Entry:
    """Insert in one statement that loses a race quietly, instead of breaking the transaction."""
    sql = """
        INSERT INTO funds_entry
            (kind, external_id, reverses_id, donation, happened_at, reason, gifts)
        VALUES (%s, %s, %s, %s, %s, %s, %s)
        ON CONFLICT (kind, external_id) DO NOTHING
        RETURNING id
    """
    reverses_id = draft.reverses.pk if draft.reverses else None
    with connection.cursor() as cursor:
        cursor.execute(
            sql,
            [
                draft.kind,
                draft.external_id,
                reverses_id,
                draft.donation,
                draft.happened_at,
                draft.reason,
                draft.gifts_added,
            ],
        )
        row = cursor.fetchone()
    if row is None:
        raise AlreadyPosted(f"{draft.kind} {draft.external_id}")
    [number] = row
    return Entry(
        pk=number,
        kind=draft.kind,
        external_id=draft.external_id,
        reverses=draft.reverses,
        donation=draft.donation,
        happened_at=draft.happened_at,
        reason=draft.reason,
        gifts=draft.gifts_added,
    )


def _move_totals(drafts: Iterable[Draft]) -> None:
    raised: Counter[int] = Counter()
    allocated: Counter[int] = Counter()
    gifts: Counter[int] = Counter()
    for draft in drafts:
        kind = draft.counts_as()
        for leg in draft.legs:
            fund_id = accounts.fund_id_of(leg.account)
            if fund_id is None:
                continue
            if kind in RAISING:
                raised[fund_id] -= leg.amount_tiyn
                gifts[fund_id] += draft.gifts_added
            elif kind in ALLOCATING:
                allocated[fund_id] += leg.amount_tiyn
    sql = """
        INSERT INTO funds_fundtotal AS kept (fund_id, raised_tiyn, allocated_tiyn, gifts)
        VALUES (%s, %s, %s, %s)
        ON CONFLICT (fund_id) DO UPDATE SET
            raised_tiyn = kept.raised_tiyn + EXCLUDED.raised_tiyn,
            allocated_tiyn = kept.allocated_tiyn + EXCLUDED.allocated_tiyn,
            gifts = kept.gifts + EXCLUDED.gifts,
            changed_at = statement_timestamp()
    """
    with connection.cursor() as cursor:
        # Always in the same order: two posts that touch the same funds never wait in a ring.
        for fund in sorted(raised.keys() | allocated.keys()):
            cursor.execute(sql, [fund, raised[fund], allocated[fund], gifts[fund]])
