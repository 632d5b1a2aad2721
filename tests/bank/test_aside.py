"""Nobody hides a large sum of a statement alone, and what was set aside is always seen."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEntry
from campaigns.bank import asking, balance, cash, desk, settlement
from campaigns.bank.look_at import warnings
from campaigns.bank.models import AsideReason, BankLine, LineState, OpeningBalance
from campaigns.bank.settlement import AskAnother, NotMatched
from campaigns.reconciliation.desk import count, waiting_elsewhere
from campaigns.reconciliation.digest import things_older_than_a_day
from tests.bank.test_rivals import looked_at_together
from tests.factories.bank import (
    DAY,
    agree,
    as_mt940,
    booking,
    bring,
    line_of,
    make_cash,
)
from tests.factories.money import make_fund
from tests.factories.wishes import make_user
from tests.funds.test_ledger_commits import at_once
from tests.payments.test_admin import sign_in  # noqa: F401 - a fixture
from users import roles

MUCH = 20_000_01
LARGE = "a large line is set aside, or entered as a fee, by two"


def brought(*args, **fields):
    one = booking(*args, **fields)
    bring(one)
    return line_of(one)


def set_aside(line, what="own"):
    asking.ask_to_set_aside(line.pk, what, "our letter of March", make_user())
    agree(line)
    line.refresh_from_db()


@pytest.mark.django_db
@pytest.mark.parametrize("tiyn", [MUCH, -MUCH])
def test_a_large_line_is_set_aside_by_two(tiyn):
    line, one = brought(tiyn), make_user()
    with pytest.raises(AskAnother):
        settlement.set_aside(line.pk, "own", "trust me", one)
    asked = asking.ask_to_set_aside(line.pk, "own", "our letter of March", one)
    with pytest.raises(NotMatched, match="another person"):
        asking.agree(asked.pk, one)
    line.refresh_from_db()
    assert line.aside_reason != "own"
    agree(line)
    line.refresh_from_db()
    assert (line.aside_reason, line.aside_note) == ("own", "our letter of March")
    assert list(warnings()) == []
    facts = [str(facts) for facts in AuditEntry.objects.values_list("facts", flat=True)]
    assert not any("letter" in each for each in facts)


@pytest.mark.django_db
@pytest.mark.parametrize("tiyn", [MUCH - 1, -(MUCH - 1)])
def test_a_small_one_by_one_person_and_audited_without_words(tiyn):
    line = brought(tiyn)
    settlement.set_aside(line.pk, "other", "Aigul's birthday", make_user())
    entry = AuditEntry.objects.get(action="bank.line_set_aside")
    assert entry.facts == {"reason": "other", "tiyn": tiyn}
    assert list(warnings()) == []


@pytest.mark.django_db
def test_of_another_currency_no_sum_is_small():
    with pytest.raises(AskAnother):
        settlement.set_aside(brought(1_00, currency="USD").pk, "own", "", make_user())


@pytest.mark.django_db
def test_nor_is_a_large_line_the_same_as_another_by_one_persons_word():
    bring(booking(MUCH, "Взнос первый", reference=""))
    bring(booking(MUCH, "Взнос другой", reference=""), write=as_mt940)
    line = BankLine.objects.exclude(twin=None).get()
    with pytest.raises(AskAnother):
        settlement.set_aside(line.pk, AsideReason.TWIN, "", make_user())
    set_aside(line, AsideReason.TWIN)
    assert line.aside_reason == "twin"


@pytest.mark.django_db
def test_no_reason_is_set_aside_that_comes_by_itself():
    line = brought(5_00)
    for reason in ("out", "booked", "fee", "came_back"):
        with pytest.raises(NotMatched):
            settlement.set_aside(line.pk, reason, "", make_user())


@pytest.mark.django_db
def test_a_cash_record_is_refused_without_words_in_the_audit():
    found = make_cash(make_user())
    cash.reject(found, "Aigul took it home", make_user())
    assert AuditEntry.objects.get(action="cash.gift_rejected").facts == {"tiyn": 3_000_00}
    found.refresh_from_db()
    assert found.reject_reason == "Aigul took it home"


# --- Seen ----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_what_was_set_aside_stands_on_the_desk_and_is_no_work():
    for tiyn in (7_00, -3_00, 2_00):
        settlement.set_aside(brought(tiyn).pk, "own", "", make_user())
    assert desk.set_aside()[:3] == (3, 9_00, -3_00)
    (told,) = waiting_elsewhere()
    assert str(told.label) == "Lines set aside, not in the books: ₸9 came, ₸3 went"
    assert (told.count, told.is_work) == (3, False)
    assert count() == 0
    BankLine.objects.update(decided_at=timezone.now() - timedelta(days=3))
    assert things_older_than_a_day() == []


@pytest.mark.django_db
def test_what_waits_and_what_was_set_aside_are_told_apart_beside_the_balance(sign_in):  # noqa: F811
    row = OpeningBalance(amount_tiyn=1_000_00, day=DAY - timedelta(days=1))
    row = balance.propose_opening(row, make_user())
    balance.decide_opening(row.pk, make_user(), yes=True)
    waits, hidden, out = booking(7_00), booking(MUCH), booking(-MUCH)
    bring(waits, hidden, out, write=as_mt940)
    for one in (hidden, out):
        set_aside(line_of(one))
    told = balance.compare()
    assert (told.lines, told.lines_tiyn) == (1, 7_00)
    # What came and what went does not cancel out.
    assert (told.aside, told.aside_in_tiyn, told.aside_out_tiyn) == (2, MUCH, -MUCH)
    assert told.unexplained == 0
    client = sign_in(roles.FINANCE)
    page = client.get(reverse("bank_office:balance")).content.decode()
    assert "2 lines of the bank that were set aside" in page
    assert "₸20,000.01 came, −₸20,000.01 went" in page
    page = client.get(reverse("bank_office:lines") + "?state=aside").content.decode()
    assert "Set aside, by reason" in page
    assert "−₸20,000.01" in page


@pytest.mark.django_db
def test_money_that_went_out_and_waits_is_set_aside_by_nobody(sign_in):  # noqa: F811
    brought(-7_00, payer="ТОО Күміс")
    client, url = sign_in(roles.FINANCE), reverse("bank_office:lines")
    assert "ТОО Күміс" in client.get(f"{url}?state=out").content.decode()
    page = client.get(f"{url}?state=aside").content.decode()
    assert "ТОО Күміс" not in page
    assert "Set aside, by reason" not in page


@pytest.mark.django_db
def test_without_an_opening_balance_it_is_seen_too(sign_in):  # noqa: F811
    settlement.set_aside(brought(7_00).pk, "own", "", make_user())
    page = sign_in(roles.FINANCE).get(reverse("bank_office:balance")).content.decode()
    assert "1 line of the bank that was set aside" in page


@pytest.mark.django_db
def test_check_ledger_shows_a_large_line_that_one_person_set_aside(settings):
    settings.BANK_ALONE_MOST_TIYN = 100_000_00
    line = brought(MUCH)
    settlement.set_aside(line.pk, "own", "", make_user())
    settings.BANK_ALONE_MOST_TIYN = 20_000_00
    assert [(one.rule, one.detail) for one in warnings()] == [
        (LARGE, f"{line.key}: own {MUCH} KZT")
    ]


@pytest.mark.django_db
def test_a_yes_to_what_was_taken_back_is_no_yes_any_more(settings):
    line = brought(MUCH)
    set_aside(line)
    asking.ask_to_undo(line.pk, "it was a gift", make_user())
    agree(line)
    settings.BANK_ALONE_MOST_TIYN = 100_000_00
    settlement.set_aside(line.pk, "own", "", make_user())
    settings.BANK_ALONE_MOST_TIYN = 20_000_00
    assert [one.rule for one in warnings()] == [LARGE]


# --- The page ------------------------------------------------------------------------------


@pytest.mark.django_db
def test_on_the_page_a_large_line_asks_for_a_reason_and_a_second_person(sign_in):  # noqa: F811
    client, line = sign_in(roles.FINANCE), brought(MUCH)
    url = reverse("bank_office:line", args=[line.pk])
    assert "So large a sum" in client.get(url).content.decode()
    assert client.post(url, {"action": "aside", "what": "own"}).status_code == 422
    form = {"action": "aside", "what": "own", "note": "our letter"}
    assert "Another person has to agree" in client.post(url, form, follow=True).content.decode()
    line.refresh_from_db()
    assert line.state == LineState.NEW
    page = client.get(reverse("bank_office:lines")).content.decode()
    assert "set it aside" in page
    client.force_login(make_user("second", "bank.handle_bank"))
    page = client.get(url).content.decode()
    assert 'name="answer" value="yes"' in page
    assert "our letter" in page
    client.post(url, {"action": "decide", "asked": line.asked.get().pk, "answer": "yes"})
    line.refresh_from_db()
    assert (line.state, line.aside_reason) == (LineState.ASIDE, "own")


# --- Rivals --------------------------------------------------------------------------------


def asked_about():
    line = brought(MUCH)
    return asking.ask_to_set_aside(line.pk, "own", "our letter", make_user())


def two_about_one_line(asked):
    """One agrees that it is set aside, another makes it a gift."""
    fund, one, other = make_fund(), make_user(), make_user()
    return at_once(
        lambda: asking.agree(asked.pk, one),
        lambda: settlement.give_without_pledge(asked.line_id, fund, other),
    )


def test_a_line_is_not_both_set_aside_and_a_gift(committed_db):
    errors = two_about_one_line(asked_about())
    assert [type(error) for error in errors if error] == [NotMatched]
    call_command("check_ledger")


def test_without_the_lock_of_the_line_it_would_be_both(committed_db, monkeypatch):
    asked = asked_about()
    looked_at_together(monkeypatch, settlement, "lock_line", lambda pk: BankLine.objects.get(pk=pk))
    monkeypatch.setattr(asking, "lock_line", lambda pk: BankLine.objects.get(pk=pk))
    errors = two_about_one_line(asked)
    assert errors == [None, None]
