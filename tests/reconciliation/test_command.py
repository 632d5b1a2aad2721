"""`reconcile`: what it prints, in which shape, and what it exits with."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from campaigns.reconciliation.models import Difference, Run, Scope
from tests.factories.money import enter_charge

pytestmark = pytest.mark.django_db
SHAPE = {
    "ok", "scope", "dry_run", "started", "complete", "stopped_by", "lines", "settled", "healed",
    "broken_rules", "differences",
}  # fmt: skip


def reconcile(*args):
    """Its exit code and what it printed, read as JSON."""
    out = StringIO()
    try:
        call_command("reconcile", "--json", *args, stdout=out)
        code = 0
    except SystemExit as end:
        code = end.code
    return code, json.loads(out.getvalue())


def invent_entry(donor):
    enter_charge(donor.fund, charge="ch_invented", happened_at=timezone.now() - timedelta(hours=5))


def test_where_all_agrees_it_says_so_and_exits_with_0(donor):
    donor.pay(donor.give())
    code, told = reconcile()
    assert code == 0
    assert set(told) == SHAPE
    assert (told["ok"], told["lines"], told["healed"], told["differences"]) == (True, 1, 1, [])


def test_while_differences_are_open_it_exits_with_1(donor):
    invent_entry(donor)
    code, told = reconcile()
    assert (code, told["ok"]) == (1, False)
    (one,) = told["differences"]
    assert set(one) == {"kind", "source", "detail", "donation", "about_at", "first_seen"}
    assert (one["kind"], one["source"]) == ("entry_without_line", "charge:ch_invented")
    assert one["first_seen"] is not None


def test_a_dry_run_keeps_and_enters_nothing(donor):
    donor.pay(donor.give())
    code, told = reconcile("--dry-run")
    assert (code, told["dry_run"], len(told["differences"])) == (1, True, 1)
    assert not Run.objects.exists()
    assert not Difference.objects.exists()
    assert reconcile()[0] == 0


def test_a_dry_run_by_night_changes_nothing_either(donor):
    invent_entry(donor)
    code, told = reconcile("--dry-run", "--nightly")
    assert code == 1
    assert {one["kind"] for one in told["differences"]} >= {"entry_without_line", "balance"}
    assert not Run.objects.exists()
    assert not Difference.objects.exists()


def test_by_night_it_also_looks_at_balance_and_rules(donor):
    donor.pay(donor.give())
    code, told = reconcile("--nightly")
    assert (code, told["scope"], told["broken_rules"]) == (0, "nightly", 0)
    assert Run.objects.get().scope == Scope.NIGHTLY


def test_people_read_lines_of_text(donor):
    invent_entry(donor)
    out = StringIO()
    with pytest.raises(SystemExit, match="1"):
        call_command("reconcile", stdout=out)
    assert "entry_without_line: charge:ch_invented" in out.getvalue()
    assert "0 lines, 0 attempts settled, 0 lines put right, 1 differences" in out.getvalue()


def test_a_stripe_that_does_not_answer_is_an_error(donor):
    donor.sandbox.fault("status", status=503)
    with pytest.raises(CommandError, match="http_503"):
        call_command("reconcile")
    assert not Run.objects.get().ok
