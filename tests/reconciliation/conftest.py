import pytest
import time_machine
from django.utils import timezone

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


@pytest.fixture
def time_machine_noon():
    """The clock stands at noon of today in Almaty, and can be moved."""
    noon = timezone.localtime().replace(hour=12, minute=0)
    with time_machine.travel(noon, tick=True) as moved:
        yield moved
