import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def in_english(default_language):
    """What finance reads is told in the language of whoever works: here in English."""
    with translation.override("en"):
        yield
