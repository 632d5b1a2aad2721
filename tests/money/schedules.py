"""Gifts in any order: what may happen to them, in rules that hypothesis strings together.

One *interleaving* is all that happened to one gift which somebody tried to pay, in the order in
which it happened: donor, bank, Stripe's messages (delivered, repeated, lost, late, out of order),
forgers, the worker and the clock. A run has several gifts, whose happenings run into one another;
it ends with the faults gone, one turn of reconciliation, and the books held against Stripe's.
"""

import itertools
import os
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from hypothesis import HealthCheck, Phase, settings
from hypothesis import seed as hypothesis_seed
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from campaigns.payments.messages import inbox
from campaigns.payments.models import Donation
from tests.money.messages import forged_payment
from tests.money.world import World
from tests.stripe_sandbox.process import OrderRefused

GIFTS_A_RUN = 8
# To shrink what fails takes minutes, since each try is a world: on request.
AS_FOUND = (Phase.explicit, Phase.generate)
SHRUNK = (*AS_FOUND, Phase.shrink)
STEPS_A_RUN = 20
# Runs that one seed stands for. After ten hypothesis goes on with copies of what it has drawn, in
# which the same happens over and over: a new seed says more.
BATCH = 10
SESSIONS = "/v1/checkout/sessions*"
GOOD, DECLINED, ASKS = "4242424242424242", "4000000000000002", "4000002760003184"
LATER, NEVER = "later", "never"
# Kept and handled at once; kept for when a worker comes; brought once more; never brought.
FATES = ("handled", "kept", "handled", "kept", "repeated", "lost")

picks = st.integers(0, 255)
ways_to_pay = st.sampled_from([GOOD, GOOD, GOOD, GOOD, GOOD, DECLINED, ASKS, LATER, NEVER])
ways = st.lists(ways_to_pay, min_size=1, max_size=2)
# How many tenge, and how it is tried to pay them on the first day.
Donor = tuple[int, list[str]]
donors = st.tuples(st.sampled_from([500, 5_000, 7_777]), ways)
fates = st.lists(st.tuples(picks, st.sampled_from(FATES)), min_size=3, max_size=10)


@dataclass
class Tally:
    """What was really run. `distinct`: orders of happenings that no other gift went through."""

    interleavings: int = 0
    runs: int = 0
    happenings: Counter[str] = field(default_factory=Counter)
    orders: set[tuple[str, ...]] = field(default_factory=set)

    def figures(self) -> dict[str, int]:
        return {
            "interleavings": self.interleavings,
            "distinct": len(self.orders),
            "runs": self.runs,
            "happenings": self.happenings.total(),
        }


class Gifts(RuleBasedStateMachine):
    """`world` and `tally` are set on a subclass by who runs it: see `run`."""

    world: World
    tally: Tally

    def __init__(self) -> None:
        super().__init__()
        self.world.next_example()
        self.gifts: list[Donation] = []
        self.tried: set[str] = set()
        self.trails: dict[str, list[str]] = defaultdict(list)
        self.has_news = False
        # What Stripe has made: the gift, and Stripe's number.
        self.made_refunds: list[tuple[str, str]] = []
        self.made_disputes: list[tuple[str, str]] = []
        self.made_payouts: list[str] = []

    # The stage

    @initialize(
        settled_in=st.sampled_from(["kzt", "kzt", "usd"]),
        late_balance=st.sampled_from([0, 90]),
        donors=st.lists(donors, min_size=6, max_size=GIFTS_A_RUN),
    )
    def begin(self, settled_in: str, late_balance: int, donors: list[Donor]) -> None:
        self.world.sandbox.settings(
            settlement_currency=settled_in,
            exchange_rate="1" if settled_in == "kzt" else "0.0019",
            balance_delay=late_balance,
            delayed_methods=True,
        )
        self.has_news = True
        for tenge, ways in donors:
            self._give(tenge, ways)

    def note(self, happening: str, gift: str = "") -> None:
        """Write a happening to the gift's trail; one without a gift is everybody's."""
        self.tally.happenings[happening] += 1
        for number in [gift] if gift else [str(each.pk) for each in self.gifts]:
            self.trails[number].append(happening)

    def a_gift(self, pick: int) -> Donation:
        gift = self.gifts[pick % len(self.gifts)]
        gift.refresh_from_db()
        return gift

    # Donors

    @precondition(lambda self: len(self.gifts) < GIFTS_A_RUN)
    @rule(donor=donors)
    def give(self, donor: Donor) -> None:
        self.has_news = True
        self._give(*donor)

    def _give(self, tenge: int, ways: list[str]) -> None:
        """Fill in the form, and try to pay in so many ways one after another; or only look."""
        gift = self.world.give(tenge * 100)
        self.gifts.append(gift)
        self.note("give", str(gift.pk))
        for way in ways:
            self._pay(gift, way)

    @precondition(lambda self: self.gifts)
    @rule(pick=picks, way=ways_to_pay)
    def pay(self, pick: int, way: str) -> None:
        self.has_news = True
        self._pay(self.a_gift(pick), way)

    def _pay(self, gift: Donation, way: str) -> None:
        number = str(gift.pk)
        session = gift.attempts.latest("n").session_id
        if session is None:
            return
        how = {"card": way} if way.isdigit() else {"method": way}
        try:
            self.world.sandbox.pay(session, **how)
        except OrderRefused as refused:
            if refused.status == 402:
                self.tried.add(number)
                self.note("declined", number)
            return
        self.tried.add(number)
        self.note(f"pay {way}", number)

    @precondition(lambda self: self.gifts)
    @rule(pick=picks, again=st.booleans())
    def come_back(self, pick: int, again: bool) -> None:
        """To the gift's page; and press the button to pay there, whether or not it is offered."""
        self.has_news = True
        gift = self.a_gift(pick)
        self.world.try_again(gift) if again else self.world.visit(gift)
        self.note("again" if again else "visit", str(gift.pk))

    # Messages

    @property
    def bag(self):
        return self.world.bag

    @precondition(lambda self: self.gifts)
    @rule(fates=fates)
    def post_comes(self, fates: list[tuple[int, str]]) -> None:
        """Any of the waiting messages, so in any order, and each meets its own fate."""
        self.has_news = True
        self.bag.collect()
        for pick, fate in fates:
            heap = self.bag.gone if fate == "repeated" else self.bag.waiting
            if not heap:
                continue
            message = heap[pick % len(heap)]
            if fate == "lost":
                self.bag.lose(message)
            else:
                assert self.bag.deliver(message).status_code == 200
            self.note(f"{fate} {message.type}", message.gift)
            if fate == "handled":
                inbox.work_off()

    @precondition(lambda self: self.gifts)
    @rule(fates=fates)
    def more_post_comes(self, fates: list[tuple[int, str]]) -> None:
        """The same: twice as likely, for most of what can go wrong lies here."""
        self.post_comes(fates)

    @precondition(lambda self: self.gifts)
    @rule(pick=picks, signed=st.booleans())
    def forge(self, pick: int, signed: bool) -> None:
        """Somebody says that a gift is paid: a stranger, or one who has learnt our secret."""
        gift = self.a_gift(pick)
        if not gift.attempts.exclude(session_id=None).exists():
            return
        body = forged_payment(gift, self.world.clock.now())
        secrets = None if signed else ["whsec_stranger"]
        assert self.bag.knock(body, secrets=secrets).status_code == (200 if signed else 400)
        self.note("forged", str(gift.pk))

    # Machines and the clock

    @precondition(lambda self: self.has_news)
    @rule(turn=st.sampled_from(["worker", "worker", "reconcile", "minutes", "hours", "days"]))
    def time_goes_by(self, turn: str) -> None:
        match turn:
            case "worker":
                inbox.work_off()
            case "reconcile":
                self.world.work()
            case "minutes":
                self.world.clock.advance(minutes=3)
            case "hours":
                self.world.clock.advance(hours=2)
            case "days":
                # The worker was stopped for a day, and then for another.
                for _day in range(2):
                    self.world.clock.advance(hours=25)
                    self.world.work()
        self.has_news = False
        self.note(turn)

    @precondition(lambda self: self.has_news)
    @rule(
        kind=st.sampled_from(["status", "drop", "drop-after-effect", "error-after-effect"]),
        status=st.sampled_from([429, 500, 503]),
        kept=st.booleans(),
    )
    def stripe_is_in_trouble(self, kind: str, status: int, kept: bool) -> None:
        """The next call about a pay page goes wrong."""
        self.world.sandbox.clear_faults()
        self.world.sandbox.fault(kind, path=SESSIONS, status=status, kept=kept and status != 429)
        self.note("trouble")

    # The end

    def teardown(self) -> None:
        """Nothing else is delivered: what was lost or late is for reconciliation to find."""
        self.world.sandbox.clear_faults()
        self.world.cycle()
        self.world.assert_books()
        self.tally.runs += 1
        for number in self.tried:
            self.tally.interleavings += 1
            self.tally.orders.add(tuple(self.trails[number]))
        self.world.is_clean = True


def run(world: World, tally: Tally, *, seed: int, runs: int, machine: type[Gifts] = Gifts) -> None:
    """So many runs of `machine`, drawn from `seed`; what fails is printed, step by step."""
    there = type(machine.__name__, (machine,), {"world": world, "tally": tally})
    how = settings(
        max_examples=runs,
        stateful_step_count=STEPS_A_RUN,
        database=None,
        deadline=None,
        print_blob=True,
        report_multiple_bugs=False,
        phases=SHRUNK if os.environ.get("MONEY_SHRINK") else AS_FOUND,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(hypothesis_seed(seed)(there), settings=how)


def run_until(
    world: World, *, seed: int, interleavings: int, machine: type[Gifts] = Gifts
) -> Tally:
    """Batches of runs, each with the next seed, until there were so many interleavings."""
    tally = Tally()
    for number in itertools.count(seed):
        sys.stdout.write(f"seed {number}: {tally.figures()}\n")
        run(world, tally, seed=number, runs=BATCH, machine=machine)
        if tally.interleavings >= interleavings:
            return tally
    raise AssertionError("not reached")
