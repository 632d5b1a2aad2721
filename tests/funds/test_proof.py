"""Each app tells of its books what it can, and all of it is heard."""

import pytest

from campaigns.funds.proof import Proof, prove
from tests.factories.money import enter_charge, make_fund
from tests.funds.tampering import tamper

pytestmark = pytest.mark.django_db

RULES = "campaigns.funds.invariants"  # tells of violations alone
ROLE = "campaigns.funds.append_only"  # of warnings alone
DAYS = "campaigns.funds.chain"  # of violations and figures


def test_of_no_apps_nothing_is_told(settings):
    settings.LEDGER_INVARIANTS = []
    assert prove() == Proof()


def test_what_each_app_tells_is_put_together(settings):
    settings.LEDGER_INVARIANTS = [RULES, ROLE, DAYS]
    enter_charge(make_fund())
    tamper("UPDATE funds_fundtotal SET gifts = gifts + 1")
    proof = prove()
    assert [one.rule for one in proof.violations] == ["a kept total is the sum of its entries"]
    assert [one.rule for one in proof.warnings] == ["this database role may rewrite the books"]
    assert proof.figures == {"closed days": 0}
