"""Something was committed that a periodic step works off: let it run now and not by the clock."""

import json

from django.db import connection, transaction
from django_tasks_db.models import DBTaskResult

from jobs.tasks import run_step

# Written out, since every message from Stripe asks it: an ORM query takes twice as long.
_IS_CALLED = f"""
    SELECT EXISTS (
        SELECT FROM {DBTaskResult._meta.db_table}
         WHERE status = 'READY' AND task_path = %s AND args_kwargs = %s::jsonb)
"""  # noqa: S608 - the table's name is Django's


def wake(name: str) -> None:
    """Run the step `name` soon after the commit of the transaction that is going on."""
    transaction.on_commit(lambda: _call(name), robust=True)


def _call(name: str) -> None:
    """One call that nobody has begun to answer is enough: whoever does will see our commit too."""
    arguments = json.dumps({"args": [name], "kwargs": {}})
    with connection.cursor() as cursor:
        cursor.execute(_IS_CALLED, [run_step.module_path, arguments])
        is_called = cursor.fetchone()[0]
    if not is_called:
        run_step.enqueue(name)
