import pytest

from tests.factories.money import make_fund, make_gift
from tests.payments.donor import Donor


@pytest.fixture
def fund():
    return make_fund()


@pytest.fixture
def gift(fund):
    return make_gift(fund)


@pytest.fixture
def donor(client, stripe_sandbox, fund):
    """Somebody with a browser, and Stripe at the other end."""
    return Donor(client, stripe_sandbox, fund)
