"""Something was committed that a periodic step works off: let it run now and not by the clock."""

from django.db import transaction

from jobs.tasks import run_step


def wake(name: str) -> None:
    """Run the step `name` soon after the commit of the transaction that is going on."""
    transaction.on_commit(lambda: run_step.enqueue(name), robust=True)
