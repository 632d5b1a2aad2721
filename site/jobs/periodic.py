"""Everything that happens by the clock, in one table.

Each step works off rows that say themselves what is due, so running it twice, late, or on two
machines at once does no harm.
"""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

from django.db import connection
from django.utils.module_loading import import_string

logger = logging.getLogger(__name__)


class Step(NamedTuple):
    name: str
    function: str
    every: timedelta


_HOUR = timedelta(hours=1)

STEPS = (
    Step(
        "work off the Stripe inbox",
        "campaigns.payments.messages.inbox.work_off",
        timedelta(seconds=15),
    ),
    Step("issue receipts", "campaigns.receipts.issuing.bring_up_to_date", timedelta(seconds=15)),
    Step("deliver letters", "outbox.mail.deliver_due", timedelta(seconds=15)),
    Step(
        "settle stale attempts",
        "campaigns.reconciliation.stale.stale_attempts",
        timedelta(minutes=5),
    ),
    # Before the books are compared: what it finds is then not missing there.
    Step(
        "look at monthly gifts",
        "campaigns.monthly.watch.look_at_monthly_gifts",
        timedelta(minutes=5),
    ),
    Step(
        "compare books with Stripe",
        "campaigns.reconciliation.report.report_differences",
        timedelta(minutes=15),
    ),
    Step(
        "send approved refunds",
        "campaigns.payments.reversals.refunds.send_due",
        timedelta(minutes=1),
    ),
    Step(
        "ask about refunds, disputes and payouts",
        "campaigns.reconciliation.stale_reversals.stale_reversals",
        timedelta(minutes=15),
    ),
    # More often than once a night: a look that was stopped is taken up the next time.
    Step(
        "compare books by night",
        "campaigns.reconciliation.report.nightly",
        timedelta(minutes=15),
    ),
    Step(
        "look for receipts that differ from the books",
        "campaigns.receipts.issuing.look_everywhere",
        timedelta(hours=1),
    ),
    Step("forget donors who asked for it", "campaigns.donors.erasure.forget_addresses", _HOUR),
    Step("forget used links", "campaigns.donors.links.forget_old", _HOUR),
    # Five minutes after midnight at the latest: a day is closed once, however often it is asked.
    Step("close the day", "campaigns.funds.closing.close_due", timedelta(minutes=5)),
    Step("move what is over", "campaigns.funds.surplus.move_surplus", timedelta(minutes=5)),
    Step("remind of unfinished gifts", "campaigns.payments.giving.reminders.remind", _HOUR),
    # Matching is done when a file is taken over; this is for what was stopped halfway.
    Step("match bank lines", "campaigns.bank.matching.match_waiting", timedelta(minutes=15)),
    Step(
        "remind of transfers and give them up",
        "campaigns.bank.pledging.keep_waiting",
        timedelta(hours=1),
    ),
    Step("tell finance what is old", "campaigns.reconciliation.digest.write_digest", _HOUR),
    Step(
        "remove personal data whose term is over",
        "jobs.purging.purge_personal_data",
        timedelta(days=1),
    ),
    Step(
        "free promised wishes whose time is over, and remind",
        "wishes.claims.clock.keep_time",
        timedelta(minutes=5),
    ),
    Step(
        "publish and take down what editors scheduled",
        "jobs.scheduled.publish_scheduled",
        timedelta(minutes=1),
    ),
    Step("tell moderators what waits", "wishes.moderation.digest.write_digest", _HOUR),
    # These three and a cache's seconds are less than a minute: docs/decisions/0020.
    Step("end consents that are over", "wishes.lifecycle.apply_consents", timedelta(seconds=15)),
    Step("delete pictures taken away", "images.taking_away.sweep", timedelta(seconds=15)),
    Step(
        "take pictures of children off pages that may not show them",
        "campaigns.gates.clear_live_pages",
        timedelta(seconds=15),
    ),
)


def step_named(name: str) -> Step:
    """Raises `KeyError` for a name that is not in the table."""
    return {step.name: step for step in STEPS}[name]


def load(step: Step) -> Callable[[], object]:
    return import_string(step.function)


def run(step: Step) -> bool:
    """Run `step`; a failure is logged and left for the next turn. Returns whether it went well."""
    try:
        outcome = load(step)()
    except Exception:
        logger.exception("periodic step failed: %s", step.name)
        # A connection that broke halfway would fail every step after this one.
        connection.close()
        return False
    if outcome:
        logger.info("periodic step: %s: %s", step.name, outcome)
    return True
