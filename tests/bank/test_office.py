"""Finance handles the bank and cash in the admin; nobody else gets in."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from campaigns.bank import cash, desk
from campaigns.bank.models import BankLine, CashDeposit, CashRecord, LineState, StatementFile
from campaigns.funds.models import FundTotal
from campaigns.payments.models import Donation
from tests.factories.bank import (
    agree,
    as_csv,
    as_mt940,
    booking,
    bring,
    line_of,
    make_cash,
    make_deposit,
    make_pledge,
    pay_pledge,
)
from tests.factories.money import make_fund
from tests.factories.wishes import make_user
from tests.payments.test_admin import sign_in  # noqa: F401 - a fixture
from users import roles

pytestmark = pytest.mark.django_db

PAGES = ["lines", "files", "pledges", "balance", "cash"]


@pytest.fixture
def officer(sign_in):  # noqa: F811
    return sign_in(roles.FINANCE)


def addresses():
    bring(booking(1_00))
    return [
        *(reverse(f"bank_office:{name}") for name in PAGES),
        reverse("bank_office:line", args=[BankLine.objects.get().pk]),
        reverse("bank_office:new_cash", args=["gift"]),
        reverse("bank_office:new_cash", args=["deposit"]),
    ]


def test_finance_sees_every_page(officer, django_assert_max_num_queries):
    for address in addresses():
        with django_assert_max_num_queries(25):
            response = officer.get(address)
        assert response.status_code == 200, address
        assert "no-store" in response["Cache-Control"]
    assert reverse("bank_office:lines") in officer.get("/admin/").content.decode()


@pytest.mark.parametrize("role", [roles.ADMINISTRATORS, roles.PRESS, roles.MODERATORS])
def test_nobody_else_does(sign_in, role):  # noqa: F811
    client = sign_in(role)
    made = make_cash(make_user("recorder"))
    everywhere = [*addresses(), reverse("bank_office:decide_cash", args=["gift", made.pk])]
    for address in everywhere:
        for send in (client.get, client.post):
            response = send(address)
            # Wagtail leads who may not to its front page, with a message.
            assert response.status_code in (302, 403), address
            assert response.get("Location", "/admin/") == "/admin/"
    assert reverse("bank_office:lines") not in client.get("/admin/").content.decode()


def test_the_list_of_lines_asks_no_more_for_more_lines(officer, django_assert_max_num_queries):
    bring(*[booking(1_00) for _ in range(60)])
    with django_assert_max_num_queries(25):
        officer.get(reverse("bank_office:lines"))


# --- Files --------------------------------------------------------------------------------


def upload(client, data, wanted="auto"):
    file = SimpleUploadedFile("march.txt", data)
    url = reverse("bank_office:files")
    return client.post(url, {"file": file, "format": wanted}, follow=True)


def test_a_statement_is_brought_and_matches_by_itself(officer):
    pledge = make_pledge()
    data = as_mt940(pay_pledge(pledge), booking(7_00))
    page = upload(officer, data).content.decode()
    assert "2 new rows of 2. Matched by themselves: 1." in page
    file = StatementFile.objects.get()
    assert (file.name, file.imported_by.username) == ("march.txt", roles.FINANCE)
    assert "taken over before" in upload(officer, data).content.decode()
    assert FundTotal.objects.get().raised_tiyn == 5_000_00


def test_a_bad_file_is_named_with_its_row(officer):
    response = upload(officer, b"date;amount\n2026-03-02;1\n2026-03-02;x\n", "csv")
    assert response.status_code == 422
    assert "Row 3" in response.content.decode()
    assert not BankLine.objects.exists()


# --- Lines --------------------------------------------------------------------------------


def act(client, line, action, **data):
    url = reverse("bank_office:line", args=[line.pk])
    return client.post(url, {"action": action} | data, follow=True)


def test_a_proposed_pledge_is_matched_by_one_button(officer):
    pledge = make_pledge(donor_name="Айгүл Серікова")
    stranger = booking(4_000_00, payer="ИВАНОВ ИВАН")
    bring(stranger)
    page = officer.get(reverse("bank_office:line", args=[line_of(stranger).pk])).content.decode()
    assert "No promised transfer looks like this line" in page
    other = booking(4_500_00, payer="СЕРІКОВА АЙГҮЛ")
    bring(other)
    page = officer.get(reverse("bank_office:line", args=[line_of(other).pk])).content.decode()
    assert f'name="reference" value="{pledge.reference}"' in page
    assert "the gift becomes ₸4,500" in page
    response = act(officer, line_of(other), "match", reference=str(pledge))
    assert "is a gift now" in response.content.decode()
    assert Donation.objects.get().amount_tiyn == 4_500_00
    page = officer.get(reverse("bank_office:lines") + "?state=matched").content.decode()
    assert pledge.donation.fund.name_en in page


@pytest.mark.parametrize("typed", ["AAAA-AAAA", "K7M2", ""])
def test_a_code_with_a_slip_is_asked_about(officer, typed):
    one = booking(1_00)
    bring(one)
    response = act(officer, line_of(one), "match", reference=typed)
    assert response.status_code == 422
    assert line_of(one).state == LineState.NEW


def test_a_line_without_pledge_becomes_a_gift(officer):
    fund = make_fund()
    one = booking(7_00)
    bring(one)
    act(officer, line_of(one), "give", fund=fund.pk)
    assert FundTotal.objects.get(fund=fund).raised_tiyn == 7_00
    assert line_of(one).decided_by.username == roles.FINANCE


def test_a_line_is_set_aside_and_comes_back(officer):
    one = booking(7_00)
    bring(one)
    assert act(officer, line_of(one), "aside", what="other").status_code == 422
    assert act(officer, line_of(one), "aside", what="out").status_code == 422
    act(officer, line_of(one), "aside", what="payout", note="po_1")
    assert line_of(one).aside_note == "po_1"
    page = officer.get(reverse("bank_office:lines") + "?state=aside").content.decode()
    assert "paid out by Stripe" in page
    act(officer, line_of(one), "undo", reason="it was no payout")
    agree(line_of(one))
    assert line_of(one).state == LineState.NEW


@pytest.mark.parametrize(("answer", "state"), [("same", "aside"), ("another", "new")])
def test_a_line_told_twice_is_told_apart(officer, answer, state):
    bring(booking(5_00, "Взнос первый", reference=""))
    bring(booking(5_00, "Взнос другой", reference=""), write=as_mt940)
    line = BankLine.objects.exclude(twin=None).get()
    page = officer.get(reverse("bank_office:line", args=[line.pk])).content.decode()
    assert "Is this the same" in page
    assert "Взнос первый" in page
    assert "Make it a gift" not in page
    act(officer, line, answer)
    line.refresh_from_db()
    assert line.state == state


def test_who_is_late_is_told_so(officer):
    pledge, fund = make_pledge(), make_fund()
    one = pay_pledge(pledge)
    bring(one)
    response = act(officer, line_of(one), "give", fund=fund.pk)
    assert "decided about this line meanwhile" in response.content.decode()


def test_pledges_are_found_by_code_or_name(officer):
    one, other = make_pledge(donor_name="Болат"), make_pledge(donor_name="Айгүл")
    url = reverse("bank_office:pledges")
    for asked in (str(one).lower(), "болат"):
        page = officer.get(url, {"q": asked}).content.decode()
        assert str(one) in page
        assert str(other) not in page
    assert str(other) in officer.get(url).content.decode()


def test_no_search_for_a_pledge_is_an_error_of_ours(officer):
    for asked in ("\0", "\0x", "%", "x" * 5000):
        assert officer.get(reverse("bank_office:pledges"), {"q": asked}).status_code == 200


# --- Cash ---------------------------------------------------------------------------------


def cash_form(fund, **changes):
    return {
        "fund": fund.pk,
        "amount_tiyn": "3 000",
        "received_on": timezone.localdate().isoformat(),
        "paper_number": "К-1",
        "language": "ru",
    } | changes


def test_cash_is_recorded_by_one_and_confirmed_by_another(officer):
    fund = make_fund()
    officer.post(reverse("bank_office:new_cash", args=["gift"]), cash_form(fund))
    record = CashRecord.objects.get()
    assert (record.amount_tiyn, record.recorded_by.username) == (3_000_00, roles.FINANCE)
    url = reverse("bank_office:decide_cash", args=["gift", record.pk])
    page = officer.post(url, {"decision": "confirm"}, follow=True).content.decode()
    assert "another person has to confirm it" in page
    second = make_user("second", "bank.handle_bank")
    officer.force_login(second)
    officer.post(url, {"decision": "confirm"})
    assert FundTotal.objects.get(fund=fund).raised_tiyn == 3_000_00
    assert Donation.objects.get().method == "cash"


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount_tiyn": "0"},
        {"amount_tiyn": "x"},
        {"received_on": "2999-01-01"},
        {"received_on": "0226-11-03"},
        {"received_on": ""},
        {"company_bin": "999999000002"},
        {"paper_number": ""},
    ],
)
def test_a_record_with_a_mistake_is_asked_about(officer, wrong):
    url = reverse("bank_office:new_cash", args=["gift"])
    assert officer.post(url, cash_form(make_fund(), **wrong)).status_code == 422
    assert not CashRecord.objects.exists()


def test_a_slip_that_is_recorded_already_is_asked_about(officer):
    make_cash(make_user("recorder"), paper_number="К-1")
    url = reverse("bank_office:new_cash", args=["gift"])
    assert officer.post(url, cash_form(make_fund())).status_code == 422


def test_cash_brought_to_the_bank_is_recorded_and_confirmed(officer):
    one, other = make_user("recorder"), make_user("confirmer")
    cash.confirm_gift(make_cash(one), other)
    url = reverse("bank_office:new_cash", args=["deposit"])
    form = {"amount_tiyn": "3000", "banked_on": "2026-03-03", "slip_number": "П-1"}
    officer.post(url, form)
    deposit = CashDeposit.objects.get()
    assert deposit.state == "pending"
    officer.force_login(make_user("second", "bank.handle_bank"))
    officer.post(
        reverse("bank_office:decide_cash", args=["deposit", deposit.pk]), {"decision": "confirm"}
    )
    assert cash.cash_in_box() == 0
    assert "П-1" in officer.get(reverse("bank_office:cash")).content.decode()


def test_a_rejection_needs_a_reason(officer):
    record = make_cash(make_user("recorder"))
    url = reverse("bank_office:decide_cash", args=["gift", record.pk])
    officer.post(url, {"decision": "reject"})
    record.refresh_from_db()
    assert record.state == "pending"
    officer.post(url, {"decision": "reject", "reason": "no such slip"})
    record.refresh_from_db()
    assert (record.state, record.reject_reason) == ("rejected", "no such slip")
    unknown = reverse("bank_office:new_cash", args=["nothing"])
    assert officer.get(unknown, follow=True).status_code == 404


# --- What waits ---------------------------------------------------------------------------


def test_what_waits_is_told_with_its_age():
    assert desk.waiting() == []
    bring(booking(1_00), booking(2_00), booking(-3_00), write=as_csv)
    one = make_user("recorder")
    make_cash(one)
    make_deposit(one)
    told = desk.waiting()
    assert [each.how_many for each in told] == [2, 1, 1, 1]
    assert all(each.oldest <= timezone.now() for each in told)
    assert told[0].url == reverse("bank_office:lines")
