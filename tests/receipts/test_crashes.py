"""A worker that is killed at any statement leaves no gap, no double and no letter too many."""

from django.db import connection

from campaigns.receipts import issuing
from campaigns.receipts.invariants import violations
from campaigns.receipts.models import Receipt
from outbox.models import Mail
from tests.factories.settled import give_back, settled_gift
from tests.payments.test_crashes import KillAt, Killed


def killed_after(statements) -> bool:
    try:
        with connection.execute_wrapper(KillAt(statements)):
            issuing.bring_up_to_date()
    except Killed:
        connection.close()  # As the operating system would.
        return True
    return False


def test_killed_at_any_statement(committed_db):
    statements, was_killed = 0, True
    while was_killed:
        new, smaller = settled_gift(), settled_gift()
        issuing.receipt_of(smaller)
        give_back(smaller, 1_000_00)
        was_killed = killed_after(statements)
        issuing.bring_up_to_date()
        assert [one.amount_tiyn for one in new.receipts.all()] == [5_000_00], statements
        assert smaller.receipts.valid().get().amount_tiyn == 4_000_00, statements
        assert Mail.objects.filter(attachment=f"receipt:{smaller.pk}").count() == 1, statements
        statements += 1
    assert statements > 20
    assert not list(violations())
    serials = sorted(Receipt.objects.values_list("serial", flat=True))
    assert serials == list(range(1, 3 * statements + 1))
