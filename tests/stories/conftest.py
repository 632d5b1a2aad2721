import pytest

from tests.factories import wishes as make
from tests.factories.pages import make_site
from tests.factories.stories import AGREED


@pytest.fixture
def site():
    return make_site()


@pytest.fixture
def wish(site):
    return make.fulfilled_wish(scope=AGREED)
