"""The site, Stripe, its messages, the people and the time, all in the test's hand.

A world stands on a database and a sandbox's account of its own, so that its books can be held
against Stripe's to the last tiyn. It serves many examples one after another: each takes new gifts
to a new fund, days after the one before, so that no two meet in the same reconciliation.
"""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, suppress
from datetime import timedelta

from django.test import Client, override_settings

from campaigns.funds.models import Fund
from campaigns.payments import gateway
from campaigns.payments.giving import checkout
from campaigns.payments.models import Donation
from jobs import periodic
from tests.factories.money import make_fund, make_gift
from tests.fixtures.database import WorkerDatabase
from tests.money import clock as clocks
from tests.money.books import assert_books
from tests.money.clock import Clock
from tests.money.messages import Bag
from tests.money.stripe_side import StripeSide
from tests.payments.donor import BROWSER
from tests.stripe_sandbox.process import SandboxProcess
from users.models import User

# So that what one example did lies outside what the next one's reconciliation looks at.
BETWEEN_EXAMPLES = timedelta(days=4)
# The ledger is only added to: after so many examples it is begun anew, for the sake of speed.
EXAMPLES_A_WORLD = 30
CYCLE = timedelta(minutes=15)
BOOKS = ("campaigns.payments.", "campaigns.reconciliation.")
# The nightly look over five weeks must not be needed for anything that these tests demand.
BESIDE = ("campaigns.payments.giving.reminders.remind", "campaigns.reconciliation.report.nightly")


class World:
    def __init__(self, database: WorkerDatabase, sandbox: SandboxProcess) -> None:
        self.database = database
        self.sandbox = sandbox
        self.stripe = StripeSide(sandbox.url)
        self.clock = Clock(sandbox)
        self.client = Client()
        self.funds: list[Fund] = []

    def __enter__(self) -> "World":
        with ExitStack() as stack:
            stack.enter_context(
                override_settings(
                    STRIPE_API_BASE=self.sandbox.url,
                    STRIPE_SECRET_KEY=self.sandbox.api_key,
                    STRIPE_WEBHOOK_SECRETS=[self.sandbox.secret],
                )
            )
            stack.callback(self.clock.stop)
            self.begin()
            self.next_example()
            self.leave = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self.leave.close()

    def begin(self) -> None:
        """An empty database and an empty account."""
        self.database.renew()
        clocks.let_move(self.database.name)
        self.sandbox.reset()
        self.clock.set_shift(timedelta())
        self.examples, self.is_clean = 0, True
        # Whoever asks for money to be given back, and whoever approves it.
        self.officers = [
            User.objects.create(username=name, email=f"{name}@example.org")
            for name in ("asks", "decides")
        ]

    def next_example(self) -> None:
        """Days later, a new fund. What failed in the last one does not reach into this one."""
        if not self.is_clean or self.examples >= EXAMPLES_A_WORLD:
            self.begin()
        self.is_clean = False
        self.examples += 1
        self.clock.advance(seconds=BETWEEN_EXAMPLES.total_seconds())
        # An hour before: should the machine itself set its clock back, nothing falls out.
        self.since = int(self.clock.now().timestamp()) - 3600
        self.sandbox.clear_faults()
        self.bag = Bag(self.stripe, self.clock, [self.sandbox.secret])
        self.bag.since = self.since
        self.funds = [make_fund()]

    @property
    def lately(self) -> dict[str, int]:
        """For Stripe's lists: what was made in this example."""
        return {"created[gte]": self.since}

    # What people do

    def give(self, tiyn: int = 5_000_00) -> Donation:
        """A gift that is kept, and its pay page where Stripe gives one."""
        gift = make_gift(self.fund, amount_tiyn=tiyn)
        with suppress(gateway.GatewayError):
            checkout.pay_page(gift)
        return gift

    @property
    def fund(self) -> Fund:
        return self.funds[0]

    def try_again(self, donation: Donation):
        return self.client.post(donation.get_absolute_url("en"), headers=BROWSER)

    def visit(self, donation: Donation):
        return self.client.get(donation.get_absolute_url("en") + "?returned=1")

    # What the machines do

    def work(self, steps: Iterable[periodic.Step] | None = None) -> None:
        """One turn of what the clock does for the books. An exception of a step's is ours."""
        for step in steps if steps is not None else books_steps():
            periodic.load(step)()

    def cycle(self) -> None:
        """A quarter of an hour goes by, and the clock's work is done once."""
        self.clock.advance(seconds=CYCLE.total_seconds())
        self.work()

    def live(self, minutes: int) -> Iterator[int]:
        """Minute by minute, each step at its time; yields how many minutes have gone by."""
        next_at = {step: step.every for step in books_steps()}
        for minute in range(1, minutes + 1):
            self.clock.advance(minutes=1)
            due = [step for step, at in next_at.items() if at <= timedelta(minutes=minute)]
            self.work(due)
            next_at |= {step: timedelta(minutes=minute) + step.every for step in due}
            yield minute

    def assert_books(self) -> None:
        assert_books(self.stripe, self.funds, self.since)


def money_steps() -> list[periodic.Step]:
    return [step for step in periodic.STEPS if step.function.startswith("campaigns.")]


def books_steps() -> list[periodic.Step]:
    """Those on which gifts and Stripe's books hang: each quarter of an hour or more often."""
    return [
        step
        for step in money_steps()
        if step.function.startswith(BOOKS) and step.function not in BESIDE
    ]
