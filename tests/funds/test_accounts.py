"""What staff read instead of the codes of the books."""

import pytest
from django.utils import translation

from campaigns.funds.accounts import FIXED, name_of, of_apartment, of_fund
from campaigns.funds.kinds import Kind
from campaigns.funds.models import Account, Entry
from tests.factories.homes import make_apartment
from tests.factories.money import make_fund

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def test_each_account_that_is_always_there_has_a_name_of_its_own():
    names = {name_of(Account(code=code, kind=kind)) for code, kind in FIXED.items()}
    assert len(names) == len(FIXED)
    assert "operations (fees and costs)" in names


def test_a_funds_account_bears_its_name_and_an_apartments_its_code():
    fund, home = make_fund(name_en="Homes"), make_apartment(code="A-77")
    assert name_of(Account(code=of_fund(fund.pk), fund=fund)) == "fund “Homes”"
    assert name_of(Account(code=of_apartment(home.pk), apartment=home)) == "home A-77"


def test_an_entry_is_called_by_what_happened_and_its_source():
    entry = Entry(kind=Kind.REFUND_FAILED, external_id="re_1")
    assert (entry.kind_in_words, str(entry)) == (
        "refund that came back",
        "refund that came back re_1",
    )
