import pytest

from tests.factories.money import make_fund
from tests.monthly.monthly_donor import MonthlyDonor


@pytest.fixture
def fund():
    return make_fund(presets=(2_000_00, 5_000_00))


@pytest.fixture
def donor(client, stripe_sandbox, fund):
    """Somebody who gives every month, and Stripe at the other end."""
    return MonthlyDonor(client, stripe_sandbox, fund)
