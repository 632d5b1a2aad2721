"""What the bank told stays as it told it: triggers hold that, and `check_ledger` proves it anew."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby

from django.db import connection

from campaigns.bank.models import BankLine
from campaigns.bank.sameness import key_of, slot_of
from campaigns.funds.invariants import Violation, run

RULES = {
    "a file kept as many lines as it says": """
        SELECT f.id::text, f.new_rows || ' said, ' || count(l.id) || ' kept'
          FROM bank_statementfile f LEFT JOIN bank_bankline l ON l.file_id = f.id
         GROUP BY f.id HAVING f.new_rows <> count(l.id) OR f.new_rows > f.rows
    """,
    "a line is of the account and the days of its file": """
        SELECT l.key, f.id::text
          FROM bank_bankline l JOIN bank_statementfile f ON f.id = l.file_id
         WHERE l.account <> f.account OR l.booked_on NOT BETWEEN f.first_day AND f.last_day
    """,
    "what holds the bank's lines stands": """
        SELECT name, 'missing or switched off' FROM unnest(%(guards)s::text[]) AS name
         WHERE NOT EXISTS (SELECT FROM pg_trigger WHERE tgname = name AND tgenabled IN ('O', 'A'))
    """,
}
KEY = "a line's key is made of what the bank told"
_GUARDS = [
    "bank_bankline_kept",
    "bank_bankline_not_truncated",
    "bank_statementfile_permanent",
]


def violations() -> Iterator[Violation]:
    with connection.cursor() as cursor:
        for rule, sql in RULES.items():
            yield from run(cursor, rule, sql, {"guards": _GUARDS})
    yield from _keys()


def _keys() -> Iterator[Violation]:
    """Lines of the same words are numbered from none, in whatever order they were kept."""
    lines = BankLine.objects.order_by("account", "booked_on", "amount_tiyn", "currency")
    for _slot, alike in groupby(lines.iterator(), key=lambda one: (one.account, slot_of(one))):
        told: dict[str, list[BankLine]] = defaultdict(list)
        for line in alike:
            told[key_of(line.account, line, 0)].append(line)
        for same in told.values():
            keys = {key_of(same[0].account, same[0], number) for number in range(len(same))}
            yield from (Violation(KEY, line.key) for line in same if line.key not in keys)
