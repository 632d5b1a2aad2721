"""What is done to money from its beginning to its end, one process long: to be killed anywhere.

Each way can be begun again after a crash, as people do: what is done already is not done twice.
"""

from collections.abc import Callable
from dataclasses import dataclass

from campaigns.payments import inbox
from outbox.mail import deliver_due
from outbox.models import Mail
from tests.money.world import World
from tests.payments.donor import BROWSER, FORM


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


WAYS: tuple[Callable[[World], GiftsWay], ...] = (GiftsWay,)
