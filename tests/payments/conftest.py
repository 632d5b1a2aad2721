import pytest

from campaigns.payments.reversals import refunds
from tests.factories.money import make_fund, make_gift
from tests.factories.staff import make_officer
from tests.payments.books import fresh
from tests.payments.donor import Donor

RETURNS_LATER = "4000000000005126"


@pytest.fixture
def fund():
    return make_fund(presets=(2_000_00, 5_000_00, 20_000_00))


@pytest.fixture
def gift(fund):
    return make_gift(fund)


@pytest.fixture
def donor(client, stripe_sandbox, fund):
    """Somebody with a browser, and Stripe at the other end."""
    return Donor(client, stripe_sandbox, fund)


@pytest.fixture
def paid(donor):
    """A gift of 5 000 ₸ by card, settled."""
    return donor.give_and_pay()


@pytest.fixture
def asker():
    """Somebody of finance, who asks for refunds."""
    return make_officer()


@pytest.fixture
def approver():
    """Another one, who decides about them."""
    return make_officer()


@pytest.fixture
def approved(paid, asker, approver):
    """Makes a refund of so many tiyn that waits to be sent."""

    def make(tiyn):
        asked = refunds.request(paid, tiyn, "donor_asked", asker)
        return refunds.approve(asked, approver)

    return make


@pytest.fixture
def third():
    return make_officer()


@pytest.fixture
def refused(donor, paid, approved):
    """Stripe does not give it back: the donor's bank disputes the charge, and has no money yet."""
    refund = approved(2_000_00)
    donor.sandbox.dispute(donor.attempt(paid).intent_id, inquiry=True)
    refunds.send_due()
    return fresh(refund)


@pytest.fixture
def returned(donor, asker, approver):
    """The card's bank took it, and sent it back two minutes later."""
    gift = donor.give_and_pay(card=RETURNS_LATER)
    asked = refunds.request(gift, 5_000_00, "donor_asked", asker)
    refund = refunds.send(refunds.approve(asked, approver))
    donor.sandbox.advance(120)
    donor.deliver_all()
    return fresh(refund)
