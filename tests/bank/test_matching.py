"""A transfer is paid by the money at the bank, matched for sure or by a person."""

from datetime import date

import pytest
from django.core.management import call_command
from django.utils import timezone

from audit.models import AuditEntry
from campaigns.bank import asking, matching, settlement
from campaigns.bank.models import BankLine, LineState
from campaigns.bank.references import grouped
from campaigns.bank.settlement import AskAnother, NotMatched
from campaigns.funds.accounts import BANK, of_fund
from campaigns.funds.models import Entry, FundTotal
from campaigns.payments.models import Donation
from campaigns.payments.states import DonationState
from outbox.models import Mail
from tests.factories.bank import (
    DAY,
    agree,
    as_camt053,
    as_csv,
    as_mt940,
    booking,
    bring,
    line_of,
    make_pledge,
    pay_pledge,
)
from tests.factories.money import make_fund, make_gift
from tests.factories.wishes import make_user
from tests.payments.test_bin import organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return make_user("officer")


def raised(fund):
    return FundTotal.objects.get(fund=fund).raised_tiyn


def state_of(pledge):
    return Donation.objects.get(pk=pledge.donation_id).state


@pytest.mark.parametrize("write", [as_csv, as_mt940, as_camt053])
def test_from_promise_to_statement_to_the_fund(write):
    pledge = make_pledge()
    paid = pay_pledge(pledge)
    assert bring(paid, booking(-5_00), write=write).matched == 1
    donation = Donation.objects.get(pk=pledge.donation_id)
    assert donation.state == DonationState.PAID
    assert timezone.localtime(donation.paid_at).date() == DAY
    assert raised(donation.fund) == 5_000_00
    assert donation.fund.total.gifts == 1
    entry = Entry.objects.get()
    assert (entry.kind, entry.external_id) == ("bank_receipt", line_of(paid).key)
    legs = {leg.account_id: leg.amount_tiyn for leg in entry.postings.all()}
    assert legs == {BANK: 5_000_00, of_fund(donation.fund_id): -5_000_00}
    assert Mail.objects.filter(key=f"gift_thanks:{donation.pk}").count() == 1
    assert AuditEntry.objects.filter(action="gift.paid", target_id=donation.pk).count() == 1
    call_command("check_ledger")


def test_the_code_is_known_in_small_cyrillic_letters_and_broken_lines():
    pledge = make_pledge()
    written = grouped(pledge.reference).lower().replace("k", "к").replace("-", " - ")
    bring(booking(5_000_00, f"благотв. взнос {written}"))
    assert state_of(pledge) == DonationState.PAID


def test_late_money_revives_a_promise_that_was_given_up():
    pledge = make_pledge()
    Donation.objects.filter(pk=pledge.donation_id).update(state=DonationState.EXPIRED)
    bring(pay_pledge(pledge))
    assert state_of(pledge) == DonationState.PAID


@pytest.mark.parametrize("change", [{"tiyn": 4_999_99}, {"currency": "USD"}])
def test_another_sum_or_currency_waits_for_a_person(change):
    pledge = make_pledge()
    paid = pay_pledge(pledge, **change)
    assert bring(paid).matched == 0
    assert line_of(paid).state == LineState.NEW
    assert state_of(pledge) == DonationState.OPEN


def test_two_codes_in_one_text_wait_for_a_person():
    one, other = make_pledge(), make_pledge()
    both = f"{one} {other}"
    assert bring(booking(5_000_00, both)).matched == 0
    assert state_of(one) == state_of(other) == DonationState.OPEN


def test_the_second_payment_with_one_code_waits_for_a_person():
    pledge = make_pledge()
    bring(pay_pledge(pledge))
    again = pay_pledge(pledge)
    assert bring(again).matched == 0
    assert raised(pledge.donation.fund) == 5_000_00


def test_money_that_came_before_its_matching_was_killed_is_matched_by_the_clock(monkeypatch):
    pledge = make_pledge()
    with monkeypatch.context() as patch:
        patch.setattr(matching, "match_new", lambda lines: 0)
        bring(pay_pledge(pledge))
    assert state_of(pledge) == DonationState.OPEN
    assert matching.match_waiting() == 1
    assert matching.match_waiting() == 0
    assert state_of(pledge) == DonationState.PAID


# --- By hand ------------------------------------------------------------------------------


def test_the_sum_of_a_gift_follows_the_bank_and_that_is_written_down(officer):
    pledge = make_pledge()
    paid = pay_pledge(pledge, tiyn=4_500_00)
    bring(paid)
    settlement.settle_transfer(line_of(paid).pk, pledge.donation_id, by=officer)
    donation = Donation.objects.get(pk=pledge.donation_id)
    assert (donation.amount_tiyn, donation.state) == (4_500_00, DonationState.PAID)
    assert raised(donation.fund) == 4_500_00
    entry = AuditEntry.objects.get(action="gift.paid")
    assert entry.actor == officer
    assert entry.facts["promised_tiyn"] == 5_000_00
    call_command("check_ledger")


def test_the_site_itself_never_takes_another_sum():
    pledge = make_pledge()
    paid = pay_pledge(pledge, tiyn=4_500_00)
    bring(paid)
    with pytest.raises(NotMatched):
        settlement.settle_transfer(line_of(paid).pk, pledge.donation_id)


def test_a_card_gift_or_a_paid_one_takes_no_line(officer):
    one = booking(5_000_00)
    bring(one)
    card, paid = make_gift(), make_pledge()
    bring(pay_pledge(paid))
    for donation_id in (card.pk, paid.donation_id):
        with pytest.raises(NotMatched):
            settlement.settle_transfer(line_of(one).pk, donation_id, by=officer)
    assert line_of(one).state == LineState.NEW


@pytest.mark.parametrize("line", [booking(-5_00), booking(5_00, currency="USD")])
def test_only_tenge_that_came_in_are_a_gift(line, officer):
    bring(line)
    with pytest.raises(NotMatched):
        settlement.give_without_pledge(line_of(line).pk, make_fund(), officer)
    assert not Donation.objects.exists()


def test_a_gift_that_nobody_promised(officer):
    fund, bin_ = make_fund(), organisation("4")
    one, other = (
        booking(7_000_00, payer="ТОО Ива", payer_bin=bin_),
        booking(1_00, payer="ИВАНОВА А"),
    )
    bring(one, other)
    gift = settlement.give_without_pledge(line_of(one).pk, fund, officer)
    assert (gift.company_name, gift.company_bin, gift.donor_name) == ("ТОО Ива", bin_, "")
    assert gift.is_anonymous
    person = settlement.give_without_pledge(line_of(other).pk, fund, officer)
    assert (person.donor_name, person.company_bin) == ("ИВАНОВА А", "")
    assert raised(fund) == 7_001_00
    assert not Mail.objects.exists()
    call_command("check_ledger")


def test_what_is_no_gift_is_set_aside_and_may_come_back(officer):
    one = booking(90_000_00, "Stripe payout")
    bring(one)
    asking.ask_to_set_aside(line_of(one).pk, "payout", "po_1", officer)
    agree(line_of(one))
    line = line_of(one)
    assert (line.state, line.aside_reason) == (LineState.ASIDE, "payout")
    with pytest.raises(NotMatched):
        settlement.give_without_pledge(line.pk, make_fund(), officer)
    asking.ask_to_undo(line.pk, "it was none", officer)
    agree(line)
    with pytest.raises(AskAnother):
        settlement.give_without_pledge(line.pk, make_fund(), officer)
    asking.ask_for_gift(line.pk, "a collection of Stripe's staff", officer, fund=make_fund())
    agree(line)
    with pytest.raises(NotMatched):
        settlement.set_aside(line.pk, "own", "", officer)
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"bank.line_set_aside", "bank.line_undone"} <= actions


def test_a_line_that_may_be_a_second_telling_is_first_told_apart(officer):
    bring(booking(5_000_00, "Взнос первый", reference=""))
    bring(booking(5_000_00, "Взнос другой", reference=""), write=as_mt940)
    line = BankLine.objects.exclude(twin=None).get()
    with pytest.raises(NotMatched):
        settlement.give_without_pledge(line.pk, make_fund(), officer)
    settlement.tell_apart(line.pk, officer)
    with pytest.raises(AskAnother):
        settlement.give_without_pledge(line.pk, make_fund(), officer)


# --- Proposals ----------------------------------------------------------------------------


def proposed(one):
    return [proposal.pledge for proposal in matching.proposals(line_of(one))]


def test_the_likeliest_is_proposed_first():
    bin_ = organisation("5")
    same_sum = make_pledge(amount_tiyn=8_000_00, donor_name="Кто-то")
    named = make_pledge(amount_tiyn=8_000_00, donor_name="Болат Серіков")
    company = make_pledge(amount_tiyn=1_00, company_bin=bin_, company_name="ТОО Ива")
    slip = make_pledge(amount_tiyn=2_00, donor_name="")
    wrong = ("A" if slip.reference[0] != "A" else "C") + slip.reference[1:]
    coded = make_pledge(amount_tiyn=4_00, donor_name="")
    one = booking(
        8_000_00, f"взнос {coded} / {wrong}", payer="СЕРІКОВ БОЛАТ МАРАТҰЛЫ", payer_bin=bin_
    )
    bring(one)
    assert proposed(one) == [coded, slip, named, company, same_sum]


def test_nothing_is_proposed_that_is_paid():
    pledge = make_pledge()
    bring(pay_pledge(pledge))
    again = pay_pledge(pledge)
    bring(again)
    assert proposed(again) == []


def test_a_line_is_proposed_its_pledge_whatever_the_day():
    pledge = make_pledge()
    one = pay_pledge(pledge, tiyn=1_00, day=date(2030, 1, 1))
    bring(one)
    assert proposed(one) == [pledge]
