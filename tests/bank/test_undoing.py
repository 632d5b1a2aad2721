"""What was said of a line is taken back by two people, and everything follows: the gift, the fund,
the receipt, the donor. Each race with a control."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from audit.models import AuditEntry
from campaigns.bank import asking, matching, settlement
from campaigns.bank.models import Asked, BankLine, LineState
from campaigns.bank.settlement import NotMatched, settle_transfer
from campaigns.funds.kinds import Kind
from campaigns.funds.models import Entry, FundTotal
from campaigns.payments.models import Donation
from campaigns.payments.models.refund import RefundReason
from campaigns.payments.reversals.refunds import requests as refunds
from campaigns.payments.states import DonationState
from campaigns.receipts.issuing import bring_up_to_date
from campaigns.receipts.models import Receipt, VoidReason
from outbox.mail import deliver_due
from outbox.models import Mail
from tests.bank.test_crashes import killed_after
from tests.bank.test_rivals import looked_at_together
from tests.factories.bank import (
    agree,
    booking,
    bring,
    line_of,
    make_pledge,
    pay_pledge,
)
from tests.factories.money import make_fund
from tests.factories.wishes import make_user
from tests.funds.test_ledger_commits import at_once

WHY = "the code was another's"
ASKED = RefundReason.DONOR_ASKED


def mistaken(**fields):
    """A pledge, and the line that is taken for its money."""
    pledge = make_pledge(**fields)
    one = pay_pledge(pledge)
    bring(one)
    return pledge, line_of(one)


def undone(line):
    asking.ask_to_undo(line.pk, WHY, make_user())
    agree(line)
    line.refresh_from_db()
    return line


def total(fund):
    kept = FundTotal.objects.get(fund=fund)
    return kept.raised_tiyn, kept.gifts


def keep_books():
    bring_up_to_date()
    call_command("check_ledger")


@pytest.mark.django_db
def test_the_money_goes_to_whom_it_was_meant_for():
    pledge, line = mistaken()
    other = make_pledge(donor_email="berik@example.org")
    bring_up_to_date()
    deliver_due()
    undone(line)
    assert total(pledge.donation.fund) == (0, 0)
    assert (line.state, line.donation, line.turn) == (LineState.NEW, None, 1)
    settle_transfer(line.pk, other.donation_id, by=make_user())
    assert total(other.donation.fund) == (5_000_00, 1)
    keep_books()
    told = list(Entry.objects.order_by("pk").values_list("kind", "external_id"))
    assert told[0] == (Kind.BANK_RECEIPT, line.key)
    assert told[1][0] == Kind.REVERSAL
    assert told[2] == (Kind.BANK_RECEIPT, f"{line.key}:1")
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"bank.line_asked", "bank.line_undone", "gift.unmatched"} <= actions


@pytest.mark.django_db
def test_the_donor_is_told_once_and_the_receipt_is_void():
    pledge, line = mistaken()
    bring_up_to_date()
    deliver_due()
    receipt = Receipt.objects.get()
    undone(line)
    receipt.refresh_from_db()
    assert receipt.void_reason == VoidReason.UNMATCHED
    letter = Mail.objects.get(key__startswith="bank_mistake")
    assert letter.to == pledge.donation.donor_email
    assert "mistake" in letter.body
    assert str(pledge) in letter.body
    gift = Donation.objects.get()
    assert (gift.state, gift.paid_at) == (DonationState.OPEN, None)
    # The donor's own money comes: thanked once already, so that only the new receipt is sent.
    bring(pay_pledge(pledge))
    keep_books()
    assert Mail.objects.filter(key__startswith="gift_thanks").count() == 1
    assert Mail.objects.filter(key__startswith="receipt:").count() == 1
    new = Receipt.objects.valid().get()
    assert new.replaces == receipt
    assert new.provider_reference != receipt.provider_reference


@pytest.mark.django_db
def test_thanks_that_have_not_left_are_kept_back_and_nobody_is_told():
    _pledge, line = mistaken()
    undone(line)
    assert not Mail.objects.filter(key__startswith="gift_thanks").exists()
    assert not Mail.objects.filter(key__startswith="bank_mistake").exists()
    keep_books()


@pytest.mark.django_db
def test_what_was_taken_back_is_never_matched_by_the_site_again():
    _pledge, line = mistaken()
    undone(line)
    assert matching.match_waiting() == 0
    assert not Donation.objects.settled().exists()


@pytest.mark.django_db
def test_the_sum_that_was_promised_is_waited_for_again():
    pledge, one = make_pledge(), booking(9_000_00)
    bring(one)
    settle_transfer(line_of(one).pk, pledge.donation_id, by=make_user())
    undone(line_of(one))
    assert Donation.objects.get().amount_tiyn == 5_000_00
    keep_books()


@pytest.mark.django_db
def test_a_gift_that_nobody_promised_waits_for_nothing():
    one = booking(9_000_00)
    bring(one)
    settlement.give_without_pledge(line_of(one).pk, make_fund(), make_user())
    undone(line_of(one))
    assert Donation.objects.get().state == DonationState.EXPIRED
    keep_books()


@pytest.mark.django_db
def test_a_gift_that_was_given_back_is_not_taken_back():
    pledge, line = mistaken()
    refunds.request(pledge.donation, 1_00, ASKED, make_user())
    with pytest.raises(NotMatched, match="given back"):
        asking.ask_to_undo(line.pk, WHY, make_user())


@pytest.mark.django_db
def test_nor_one_of_which_a_refund_is_asked_for_meanwhile():
    pledge, line = mistaken()
    asking.ask_to_undo(line.pk, WHY, make_user())
    refunds.request(pledge.donation, 1_00, ASKED, make_user())
    with pytest.raises(NotMatched, match="given back"):
        agree(line)
    assert Asked.objects.get().state == "pending"
    assert Donation.objects.get().state == DonationState.PAID


@pytest.mark.django_db
def test_one_person_alone_takes_nothing_back():
    _pledge, line = mistaken()
    one = make_user()
    asked = asking.ask_to_undo(line.pk, WHY, one)
    with pytest.raises(NotMatched, match="another person"):
        asking.agree(asked.pk, one)
    with pytest.raises(NotMatched, match="asked about this line already"):
        asking.ask_to_undo(line.pk, WHY, make_user())
    refused = {"state": "confirmed", "decided_by": one, "decided_at": asked.recorded_at}
    with pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
        Asked.objects.update(**refused)
    asking.refuse(asked.pk, "I was wrong", one)
    asking.ask_to_undo(line.pk, WHY, one)


@pytest.mark.django_db
def test_a_new_line_has_nothing_to_take_back():
    one = booking(1_00)
    bring(one)
    with pytest.raises(NotMatched):
        asking.ask_to_undo(line_of(one).pk, WHY, make_user())


@pytest.mark.django_db
@pytest.mark.parametrize("reason", ["own", "cash", "interest"])
def test_what_was_set_aside_is_taken_back_the_same_way(reason):
    one = booking(9_00)
    bring(one)
    settlement.set_aside(line_of(one).pk, reason, "", make_user())
    line = undone(line_of(one))
    assert (line.state, line.aside_reason, line.decided_by_id) == (
        LineState.NEW,
        "",
        Asked.objects.get().decided_by_id,
    )
    assert not Entry.objects.exists()


# --- Rivals and crashes --------------------------------------------------------------------


def two_agree(line):
    asked = asking.ask_to_undo(line.pk, WHY, make_user())
    officers = make_user(), make_user()
    return at_once(*[lambda by=by: asking.agree(asked.pk, by) for by in officers])


def test_two_who_agree_at_once_take_it_back_once(committed_db):
    pledge, line = mistaken()
    errors = two_agree(line)
    assert sorted(type(error) for error in errors if error) == [NotMatched]
    assert total(pledge.donation.fund) == (0, 0)
    call_command("check_ledger")


def test_without_the_locks_only_the_ledger_would_hold(committed_db, monkeypatch):
    pledge, line = mistaken()
    monkeypatch.setattr(asking, "lock_gift", lambda pk: Donation.objects.get(pk=pk))
    looked_at_together(monkeypatch, asking, "lock_line", lambda pk: BankLine.objects.get(pk=pk))
    asked = Asked(line=line, act="undo", reason=WHY, amount_tiyn=1, donation=line.donation)
    asked.recorded_by = make_user()
    asked.save()
    officers = make_user(), make_user()
    errors = at_once(*[lambda by=by: asking.agree(asked.pk, by) for by in officers])
    # Loud instead of polite: an entry is reversed once.
    assert sum(error is not None for error in errors) == 1
    assert not any(isinstance(error, NotMatched) for error in errors)
    assert total(pledge.donation.fund) == (0, 0)


def test_a_refund_and_the_taking_back_never_both_have_the_money(committed_db):
    for _time in range(3):
        pledge, line = mistaken()
        asked, by, other = (
            asking.ask_to_undo(line.pk, WHY, make_user()),
            make_user(),
            make_user(),
        )
        at_once(
            lambda pk=asked.pk, by=by: asking.agree(pk, by),
            lambda gift=pledge.donation, by=other: refunds.request(gift, 1_00, ASKED, by),
        )
        gift = Donation.objects.get(pk=pledge.donation_id)
        assert gift.refunds.exists() == (gift.state == DonationState.PAID)
    call_command("check_ledger")


def test_killed_at_any_statement_it_is_taken_back_whole_or_not_at_all(committed_db):
    statements, was_killed = 0, True
    while was_killed:
        pledge, line = mistaken()
        asked = asking.ask_to_undo(line.pk, WHY, make_user())
        by = make_user()
        was_killed = killed_after(statements, lambda pk=asked.pk, by=by: asking.agree(pk, by))
        if was_killed:
            assert total(pledge.donation.fund) == (5_000_00, 1), statements
            assert Donation.objects.get(pk=pledge.donation_id).is_settled, statements
            asking.agree(asked.pk, by)
        assert total(pledge.donation.fund) == (0, 0), statements
        assert Donation.objects.get(pk=pledge.donation_id).state == DonationState.OPEN
        assert BankLine.objects.get(pk=line.pk).turn == 1, statements
        statements += 1
    assert statements > 15
    connection.close()
    call_command("check_ledger")
