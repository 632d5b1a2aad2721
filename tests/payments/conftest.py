import pytest

from campaigns.payments.reversals import refunds
from tests.factories.money import make_fund, make_gift
from tests.factories.staff import make_officer
from tests.payments.donor import Donor


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
