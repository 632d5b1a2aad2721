"""What the books or a gift's state refuse is told in words, never by an error page."""

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.bank import cash
from campaigns.bank.cash import NotDecided
from campaigns.bank.office.guard import REFUSALS, told_why
from campaigns.funds import ledger
from campaigns.funds.accounts import BANK, OPERATIONS
from campaigns.funds.kinds import Kind
from campaigns.funds.ledger import Draft, LedgerError, Leg
from campaigns.payments.states import WrongTransition
from tests.bank.test_office import act, officer  # noqa: F401 - a fixture
from tests.factories.bank import booking, bring, line_of, make_cash
from tests.factories.money import make_fund
from tests.factories.wishes import make_user
from tests.payments.test_admin import sign_in  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db


def test_what_the_books_refuse_is_told_in_words(officer):  # noqa: F811
    """As where somebody has posted past the site: no page of ours is an error then."""
    fund, fee, gift = make_fund(), booking(-300_00), booking(7_00)
    bring(fee, gift)
    for kind, one in ((Kind.BANK_FEE, fee), (Kind.BANK_RECEIPT, gift)):
        legs = (Leg(BANK, 1), Leg(OPERATIONS, -1))
        ledger.post(Draft(kind, line_of(one).key, legs, timezone.now()))
    for one, form in ((fee, {"action": "fee"}), (gift, {"action": "give", "fund": fund.pk})):
        page = act(officer, line_of(one), **form).content.decode()
        assert "The books have this money already" in page
        assert line_of(one).donation is None
    assert line_of(fee).aside_reason == "out"


@pytest.mark.parametrize(
    ("refused", "told"),
    [
        (LedgerError("x"), "The books refuse this"),
        (WrongTransition("paid", "charged"), "The gift has changed meanwhile"),
        (NotDecided("as it says"), "as it says"),
    ],
)
def test_each_refusal_has_its_words(refused, told):
    assert isinstance(refused, REFUSALS)
    assert told in told_why(refused)


def test_cash_that_the_books_refuse_is_told_in_words(officer):  # noqa: F811
    found = make_cash(make_user("recorder"))
    legs = (Leg(BANK, 1), Leg(OPERATIONS, -1))
    ledger.post(Draft(Kind.CASH, cash.source_of(found), legs, timezone.now()))
    url = reverse("bank_office:decide_cash", args=["gift", found.pk])
    page = officer.post(url, {"decision": "confirm"}, follow=True).content.decode()
    assert "The books have this money already" in page
