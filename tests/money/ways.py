"""What is done to money from its beginning to its end, one process long: to be killed anywhere.

Each way can be begun again after a crash, as people do: what is done already is not done twice.
"""

from dataclasses import dataclass

from campaigns.payments.messages import inbox
from campaigns.payments.models import RefundReason
from campaigns.payments.reversals import refunds
from campaigns.payments.reversals.states import RefundState
from outbox.mail import deliver_due
from outbox.models import Mail
from tests.money.world import World
from tests.payments.donor import BROWSER, FORM

PAID_OUT = 1_000_00


@dataclass
class GiftsWay:
    """The form, the pay page, Stripe's messages, the worker, the way back and the letter."""

    world: World
    name = "a gift"

    def prepare(self) -> None:
        """Nothing stands before a gift."""

    def go(self) -> None:
        self.fill_in()
        self.pay()
        self.world.bag.deliver_all()
        inbox.work_off()
        for gift in self.world.fund.donations.all():
            self.world.visit(gift)
        self.world.work()
        deliver_due()

    def fill_in(self) -> None:
        """The same form each time: whoever sends it again means the same gift."""
        url = self.world.fund.get_donate_url("en")
        self.world.client.post(url, FORM | {"stamp": "now"}, headers=BROWSER)

    def pay(self) -> None:
        attempt = self.world.fund.donations.get().attempts.latest("n")
        if not self.world.stripe.charges(self.world.since):
            self.world.sandbox.pay(attempt.session_id)

    def go_on(self) -> None:
        """The donor is still there after the crash, and goes on where it was."""
        self.fill_in()
        self.pay()

    def assert_done(self) -> None:
        (gift,) = self.world.fund.donations.all()
        assert gift.state == "paid", gift.state
        assert len(self.world.stripe.charges(self.world.since)) == 1
        assert Mail.objects.filter(key__endswith=gift.pk).count() == 1


@dataclass
class RefundsWay(GiftsWay):
    """Asked for, approved by another, sent, confirmed by Stripe's messages, told to the donor."""

    name = "a refund"

    def prepare(self) -> None:
        gift = self.world.give()
        self.world.sandbox.pay(gift.attempts.get().session_id)
        self.world.visit(gift)
        self.world.bag.lose_all()

    def go(self) -> None:
        self.decide()
        refunds.send_due()
        self.world.bag.deliver_all()
        inbox.work_off()
        deliver_due()

    def decide(self) -> None:
        """Whoever finds it asked for does not ask again, whoever finds it approved moves on."""
        asks, decides = self.world.officers
        gift = self.world.fund.donations.get()
        refund = gift.refunds.first() or refunds.request(gift, 2_000_00, RefundReason.OTHER, asks)
        if refund.state == RefundState.REQUESTED:
            refunds.approve(refund, decides)

    def go_on(self) -> None:
        self.decide()

    def assert_done(self) -> None:
        (refund,) = self.world.fund.donations.get().refunds.all()
        assert refund.state == RefundState.SUCCEEDED, refund.state
        assert len(list(self.world.stripe.every("refunds", **self.world.lately))) == 1
        assert Mail.objects.filter(key__endswith=refund.pk).count() == 1


@dataclass
class DisputesWay(RefundsWay):
    """A bank takes a gift back, and loses the quarrel; what Stripe has is then paid out."""

    name = "a dispute and a payout"

    def go(self) -> None:
        charge = self.world.stripe.charges(self.world.since)[0]
        if not charge["disputed"]:
            self.world.sandbox.dispute(charge["id"])
        self.world.bag.deliver_all()
        inbox.work_off()
        self.decide()
        self.world.bag.deliver_all()
        inbox.work_off()

    def decide(self) -> None:
        for dispute in self.world.stripe.every("disputes", **self.world.lately):
            if dispute["status"] == "needs_response":
                self.world.sandbox.close_dispute(dispute["id"], won=True)
        self.world.clock.advance(days=3)
        if self.world.stripe.balance()["KZT"] > PAID_OUT:
            self.world.sandbox.payout(PAID_OUT)

    def assert_done(self) -> None:
        (dispute,) = self.world.fund.donations.get().disputes.all()
        assert dispute.status == "won", dispute.status


WAYS: tuple[type[GiftsWay], ...] = (GiftsWay, RefundsWay, DisputesWay)
