"""Money that goes back, in any order: refunds, disputes and payouts beside everything else."""

from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from campaigns.payments.models import Donation, Refund, RefundReason
from campaigns.payments.reversals import refunds
from campaigns.payments.reversals.refunds import RefundError
from campaigns.payments.reversals.states import RefundState
from tests.money.schedules import Gifts, picks
from tests.stripe_sandbox.process import OrderRefused

parts = st.sampled_from([1, 1, 2, 3])  # of how many equal parts one is meant


T = TypeVar("T")


def chosen(made: list[T], pick: int) -> list[T]:
    """One of what Stripe has made; none where it has made nothing."""
    return [made[pick % len(made)]] if made else []


class MoneyBack(Gifts):
    """What Stripe, banks and staff do to gifts that are paid. Stripe may refuse any of it."""

    def _at_stripe(self, what: str, number: str, order, *args, **more) -> dict:
        """What somebody orders of Stripe; nothing where Stripe refuses."""
        try:
            done = order(*args, **more)
        except OrderRefused:
            return {}
        self.note(what, number)
        return done

    def _charge(self, pick: int) -> tuple[Donation, dict]:
        """One of the gifts, and its charge where it was paid."""
        gift = self.a_gift(pick)
        for one in self.world.stripe.charges(self.world.since):
            if one["metadata"].get("donation") == str(gift.pk):
                return gift, one
        return gift, {}

    # Refunds

    @rule(pick=picks, part=parts)
    def refund_at_stripe(self, pick: int, part: int) -> None:
        """By hand, in Stripe's dashboard, past our two people."""
        self.has_news = True
        gift, charge = self._charge(pick)
        if charge:
            amount = gift.amount_tiyn // part
            order = self.world.sandbox.refund
            done = self._at_stripe("refund there", str(gift.pk), order, charge["id"], amount=amount)
            self.made_refunds += [(str(gift.pk), done["id"])] if done else []

    @rule(pick=picks, part=parts, decision=st.sampled_from(["approve", "approve", "wait", "no"]))
    def refund_here(self, pick: int, part: int, decision: str) -> None:
        self.has_news = True
        asks, decides = self.world.officers
        gift = self.a_gift(pick)
        try:
            refund = refunds.request(gift, gift.amount_tiyn // part, RefundReason.OTHER, asks)
            if decision == "approve":
                refunds.approve(refund, decides)
            elif decision == "no":
                refunds.reject(refund, decides)
        except RefundError:
            return
        self.note(f"refund here {decision}", str(gift.pk))

    @precondition(lambda self: self.has_news)
    @rule(late=st.booleans())
    def officers_decide_and_a_worker_sends(self, late: bool) -> None:
        """What was left waiting is approved, where the gift still has so much."""
        for refund in Refund.objects.filter(state=RefundState.REQUESTED) if late else ():
            try:
                refunds.approve(refund, self.world.officers[1])
            except RefundError:
                continue
        refunds.send_due()
        self.has_news = False
        self.note("sent")

    @rule(pick=picks)
    def refund_comes_back(self, pick: int) -> None:
        """The donor's bank does not take it."""
        self.has_news = True
        for number, refund in chosen(self.made_refunds, pick):
            self._at_stripe("refund fails", number, self.world.sandbox.fail_refund, refund)

    # Disputes

    @rule(pick=picks, inquiry=st.booleans())
    def dispute(self, pick: int, inquiry: bool) -> None:
        self.has_news = True
        gift, charge = self._charge(pick)
        if charge and not charge["refunded"]:
            what = "inquiry" if inquiry else "dispute"
            order = self.world.sandbox.dispute
            done = self._at_stripe(what, str(gift.pk), order, charge["id"], inquiry=inquiry)
            self.made_disputes += [(str(gift.pk), done["id"])] if done else []

    @rule(pick=picks, won=st.booleans())
    def decide_dispute(self, pick: int, won: bool) -> None:
        self.has_news = True
        what = "dispute won" if won else "dispute lost"
        for number, dispute in chosen(self.made_disputes, pick):
            self._at_stripe(what, number, self.world.sandbox.close_dispute, dispute, won=won)

    # Payouts

    @rule(arrives=st.booleans())
    def payout(self, arrives: bool) -> None:
        self.has_news = True
        done = self._at_stripe("payout", "", self.world.sandbox.payout, paid=arrives)
        self.made_payouts += [done["id"]] if done else []

    @rule(pick=picks)
    def payout_comes_back(self, pick: int) -> None:
        self.has_news = True
        for payout in chosen(self.made_payouts, pick):
            self._at_stripe("payout fails", "", self.world.sandbox.fail_payout, payout)
