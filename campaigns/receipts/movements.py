"""What moved on some days beside the gifts themselves, and the ledger, as sheets.

No donor is named in them: a gift is its number.
"""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple, Self

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.funds.accounts import name_of
from campaigns.funds.kinds import Kind
from campaigns.funds.models import Posting
from campaigns.payments.models import Dispute, Payout, Refund
from campaigns.receipts.sheets import Column, Sheet, day_of, tenge
from money.amounts import CURRENCY

A_DAY = timedelta(days=1)


def refunds_sheet(first_day: date, last_day: date) -> Sheet:
    """The refunds that left us on these days, or came back: the sum stands in the column of what
    happened then, so that no sheet has it twice, and two sheets of a year add up to the year's."""
    days = _Days.of(first_day, last_day)
    refunds = Refund.objects.filter(days.within("entered_at") | days.within("came_back_at"))
    return Sheet(
        [
            Column(_("Given back on"), lambda one: day_of(one.entered_at)),
            Column(_("Came back on"), lambda one: day_of(one.came_back_at)),
            Column(_("Gift"), lambda one: str(one.donation_id)),
            Column(_("Fund"), lambda one: one.donation.fund.name),
            Column(_("Given back"), lambda one: days.sum_of(one.amount_tiyn, one.entered_at)),
            Column(_("Came back"), lambda one: days.sum_of(one.amount_tiyn, one.came_back_at)),
            Column(_("Way of payment"), lambda one: str(one.get_kind_display())),
            Column(_("State"), lambda one: str(one.get_state_display())),
            Column(_("Reason"), lambda one: str(one.get_reason_display())),
            Column(_("Number at Stripe"), lambda one: one.stripe_refund_id),
            Column(_("Paper"), lambda one: one.reference),
            Column(_("Asked for by"), lambda one: str(one.requested_by or "")),
            Column(_("Approved by"), lambda one: str(one.approved_by or "")),
        ],
        refunds.select_related("donation__fund", "requested_by", "approved_by").order_by(
            "entered_at", "pk"
        ),
    )


def disputes_sheet(first_day: date, last_day: date) -> Sheet:
    """The disputes that were opened on these days, as they stand today."""
    disputes = Dispute.objects.filter(_Days.of(first_day, last_day).within("opened_at"))
    return Sheet(
        [
            Column(_("Opened on"), lambda one: day_of(one.opened_at)),
            Column(_("Number at Stripe"), lambda one: one.stripe_id),
            Column(_("Gift"), lambda one: str(one.donation_id)),
            Column(_("Fund"), lambda one: one.donation.fund.name),
            Column(_("Sum"), lambda one: tenge(one.amount_tiyn)),
            Column(_("State"), lambda one: str(one.get_status_display())),
            Column(_("Reason"), lambda one: one.reason),
            Column(_("Taken by the bank on"), lambda one: day_of(one.withdrawn_at)),
            Column(_("Brought back on"), lambda one: day_of(one.reinstated_at)),
            Column(_("Lost on"), lambda one: day_of(one.lost_at)),
            Column(_("Fee, in the smallest unit"), lambda one: one.fee),
            Column(_("Currency of the fee"), lambda one: one.fee_currency),
        ],
        disputes.select_related("donation__fund").order_by("opened_at", "pk"),
    )


def payouts_sheet(first_day: date, last_day: date) -> Sheet:
    """What Stripe sent to our account, or took from it, on these days."""
    payouts = Payout.objects.filter(_Days.of(first_day, last_day).within("made_at"))
    return Sheet(
        [
            Column(_("Ordered on"), lambda one: day_of(one.made_at)),
            Column(_("At the bank on"), lambda one: one.arrives_on),
            Column(_("Number at Stripe"), lambda one: one.stripe_id),
            Column(_("Sum, in the smallest unit"), lambda one: one.amount),
            Column(_("Currency"), lambda one: one.currency),
            Column(_("State"), lambda one: str(one.get_status_display())),
            Column(_("Left Stripe on"), lambda one: day_of(one.left_at)),
            Column(_("Came back on"), lambda one: day_of(one.came_back_at)),
            Column(_("Last error"), lambda one: one.error_code),
        ],
        payouts.order_by("made_at", "pk"),
    )


def ledger_sheet(first_day: date, last_day: date) -> Sheet:
    """Each posting of the entries that happened on these days; debits above zero, credits below.

    A sum in another currency than the tenge stands in that currency's smallest unit alone.
    """
    days = _Days.of(first_day, last_day)
    postings = Posting.objects.filter(days.within("entry__happened_at"))
    return Sheet(
        [
            Column(_("Entry"), lambda leg: leg.entry_id),
            Column(_("Happened on"), lambda leg: day_of(leg.entry.happened_at)),
            Column(_("Recorded on"), lambda leg: day_of(leg.entry.recorded_at)),
            Column(_("Kind"), lambda leg: str(Kind(leg.entry.kind).label)),
            Column(_("Source"), lambda leg: leg.entry.external_id),
            Column(_("Gift"), lambda leg: str(leg.entry.donation or "")),
            Column(_("Takes back entry"), lambda leg: leg.entry.reverses_id),
            Column(_("Ledger account"), lambda leg: leg.account_id),
            Column(_("Name of the account"), lambda leg: name_of(leg.account)),
            Column(_("Sum in tenge"), _in_tenge),
            Column(_("Sum, in the smallest unit"), lambda leg: leg.amount_tiyn),
            Column(_("Currency"), lambda leg: leg.currency),
        ],
        postings.select_related("entry", "account__fund", "account__apartment").order_by(
            "entry_id", "pk"
        ),
    )


def _in_tenge(leg: Posting) -> Decimal | None:
    return tenge(leg.amount_tiyn) if leg.currency == CURRENCY else None


class _Days(NamedTuple):
    """Days by the calendar of our time zone, from midnight to midnight, so that an index finds
    them."""

    since: datetime
    until: datetime

    @classmethod
    def of(cls, first_day: date, last_day: date) -> Self:
        midnights = (datetime.combine(day, time.min) for day in (first_day, last_day + A_DAY))
        return cls(*map(timezone.make_aware, midnights))

    def within(self, column: str) -> Q:
        return Q(**{f"{column}__gte": self.since, f"{column}__lt": self.until})

    def sum_of(self, tiyn: int, moment: datetime | None) -> Decimal | None:
        """The sum in tenge where `moment` is one of these days."""
        is_one = moment is not None and self.since <= moment < self.until
        return tenge(tiyn) if is_one else None
