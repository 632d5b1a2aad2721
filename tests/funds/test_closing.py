"""A day that is over is closed once, and what was closed can be proven by anybody."""

import json
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from io import StringIO
from uuid import UUID

import pytest
import time_machine
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from campaigns.funds import canonical, chain, closing, ledger
from campaigns.funds.models import DailyClose, Entry
from campaigns.funds.models.close import NO_PREVIOUS
from tests.factories.money import charge_draft, enter_charge, make_fund
from tests.funds.tampering import tamper

pytestmark = pytest.mark.django_db


def tomorrow(days=1):
    """The clock some days on: entries of now are then of a day that is over."""
    return time_machine.travel(timezone.now() + timedelta(days=days), tick=False)


@pytest.fixture
def fund():
    fund = make_fund()
    enter_charge(fund, 5_000_00, "ch_1")
    enter_charge(fund, 2_000_00, "ch_2")
    return fund


def test_a_day_is_not_closed_before_it_is_over(fund):
    assert closing.close_due() == ""
    assert closing.next_day() is None


def test_before_the_first_entry_there_is_nothing_to_close():
    with tomorrow():
        assert closing.close_due() == ""


def test_a_day_before_the_first_entry_is_drawn_up_as_empty(fund):
    close = closing.draw_up(timezone.localdate() - timedelta(days=1))
    assert (close.last_entry, close.entries, close.balances) == (0, 0, {})


def test_the_very_first_entry_is_sealed_and_proven():
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE funds_entry ALTER id RESTART WITH 1")
    enter_charge(make_fund())
    with tomorrow():
        closing.close_due()
    close = DailyClose.objects.get()
    assert (close.last_entry, close.entries) == (1, 1)
    assert chain.first_break() is None


def test_a_day_is_closed_with_its_entries_and_what_stands_on_its_accounts(fund):
    today = timezone.localdate()
    with tomorrow():
        assert closing.close_due() == "days closed: 1"
    close = DailyClose.objects.get()
    assert (close.day, close.entries) == (today, 2)
    assert close.last_entry == Entry.objects.latest("pk").pk
    assert close.balances == {
        "stripe.clearing": {"KZT": 7_000_00},
        f"fund.{fund.pk}": {"KZT": -7_000_00},
    }
    assert close.previous == NO_PREVIOUS


def test_closing_again_closes_nothing(fund):
    with tomorrow():
        closing.close_due()
        assert closing.close_due() == ""
    assert DailyClose.objects.count() == 1


def test_missed_days_are_caught_up_in_order_and_each_names_the_one_before(fund):
    with tomorrow(4):
        assert closing.close_due() == "days closed: 4"
    closes = list(DailyClose.objects.order_by("day"))
    assert [close.entries for close in closes] == [2, 0, 0, 0]
    assert [close.previous for close in closes] == [NO_PREVIOUS, *(c.digest for c in closes[:-1])]
    assert closes[1].balances == {}


def test_a_balance_counts_what_was_closed_on_earlier_days(fund):
    with tomorrow():
        closing.close_due()
    enter_charge(fund, 100)
    with tomorrow(2):
        closing.close_due()
    latest = DailyClose.objects.latest("day")
    assert (latest.entries, latest.balances["stripe.clearing"]) == (1, {"KZT": 7_001_00})


def test_the_day_ends_at_midnight_in_almaty(fund):
    midnight = datetime(2026, 3, 1, 19, tzinfo=UTC)  # 00:00 on 2 March there
    numbers = list(Entry.objects.order_by("pk").values_list("pk", flat=True))
    tamper(
        f"UPDATE funds_entry SET recorded_at = '{midnight - timedelta(seconds=1)}'"
        f" WHERE id = {numbers[0]}",
        f"UPDATE funds_entry SET recorded_at = '{midnight}' WHERE id = {numbers[1]}",
    )
    assert closing.next_day() == date(2026, 3, 1)
    assert closing.draw_up(date(2026, 3, 1)).last_entry == numbers[0]


def test_a_close_is_never_changed_or_removed(fund):
    with tomorrow():
        closing.close_due()
    for statement in (
        "UPDATE funds_dailyclose SET entries = 0",
        "DELETE FROM funds_dailyclose",
        "TRUNCATE funds_dailyclose",
    ):
        with (
            pytest.raises(DatabaseError, match="only added to"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_the_command_shows_and_closes(fund):
    out = StringIO()
    with tomorrow():
        call_command("close_day", "--dry-run", stdout=out)
        assert not DailyClose.objects.exists()
        call_command("close_day", stdout=out)
        call_command("close_day", stdout=out)
    assert DailyClose.objects.get().digest in out.getvalue()
    assert "every day that is over is closed" in out.getvalue()


def test_the_chain_has_no_fork_and_no_day_twice(fund):
    with tomorrow():
        closing.close_due()
    close = DailyClose.objects.get()
    for fields in (
        {"day": close.day + timedelta(days=1), "digest": "d"},
        {"day": close.day + timedelta(days=1), "previous": "p"},
        {"previous": "p", "digest": "d"},
    ):
        facts = {name: getattr(close, name) for name in ("day", "digest", "previous")}
        with pytest.raises(IntegrityError, match="duplicate key"), transaction.atomic():
            DailyClose.objects.create(
                last_entry=0, entries=0, entries_digest="e", closed_at=timezone.now(),
                **(facts | fields),
            )  # fmt: skip


# --- The digest, as docs/ledger-close.md tells it to people outside -----------------------


def test_a_published_close_is_proven_with_nothing_but_json_and_sha256(fund):
    with tomorrow(2):
        closing.close_due()
    previous = "0" * 64
    for close in DailyClose.objects.order_by("day"):
        published = json.loads(json.dumps(canonical.public_form(close)))
        digest = published.pop("digest")
        text = json.dumps(published, sort_keys=True, separators=(",", ":"))
        assert sha256(text.encode("ascii")).hexdigest() == digest
        assert published["previous"] == previous
        previous = digest


def test_the_canonical_form_is_the_one_that_was_published():
    """A change of these digests breaks every close that anybody has kept."""
    entry = canonical.Line(
        number=7,
        kind="charge",
        source="ch_1",
        reverses=None,
        gift=UUID("1b4e28ba-2fa1-11d2-883f-0016d3cca427"),
        happened_at=datetime(2026, 5, 1, 17, 0, 0, 120, tzinfo=timezone.get_fixed_timezone(300)),
        recorded_at=datetime(2026, 5, 1, 12, 0, 1, tzinfo=UTC),
        reason="Қате",
        gifts=1,
        legs=[("stripe.clearing", 500000, "KZT"), ("fund.1", -500000, "KZT")],
    )
    assert canonical.entry_line(entry) == (
        '[7,"charge","ch_1",null,"1b4e28ba-2fa1-11d2-883f-0016d3cca427",'
        '"2026-05-01T12:00:00.000120Z","2026-05-01T12:00:01.000000Z","\\u049a\\u0430\\u0442\\u0435",'
        '1,[["stripe.clearing",500000,"KZT"],["fund.1",-500000,"KZT"]]]'
    )
    digest, count = canonical.digest_of_entries([entry])
    close = DailyClose(
        day=date(2026, 5, 1),
        last_entry=7,
        entries=count,
        entries_digest=digest,
        balances={"stripe.clearing": {"KZT": 500000}, "fund.1": {"KZT": -500000}},
        previous=NO_PREVIOUS,
    )
    assert (digest, canonical.digest_of_close(close)) == (ENTRIES_DIGEST, CLOSE_DIGEST)


ENTRIES_DIGEST = "170290b85253ec3a0214a15585f886cfff07bab6282be009653fe8ce23739621"
CLOSE_DIGEST = "bc7c970020d196ae85dcf96a7fe721cf42bc1b292c9fdb383f1a9f8043de5cfe"


def test_entries_are_read_in_turn_each_with_its_own_legs(fund):
    ledger.post(charge_draft(fund, 7), charge_draft(fund, 9))
    lines = list(canonical.entries_after(0, 10**9))
    assert [line.number for line in lines] == sorted(Entry.objects.values_list("pk", flat=True))
    for line in lines:
        legs = Entry.objects.get(pk=line.number).postings.order_by("pk")
        assert line.legs == list(legs.values_list("account_id", "amount_tiyn", "currency"))
    later = list(canonical.entries_after(lines[1].number, lines[2].number))
    assert later == [lines[2]]
