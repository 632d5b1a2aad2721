"""Fixtures of the whole suite, by subject: see tests/fixtures/."""

import os

from hypothesis import HealthCheck, settings

pytest_plugins = [
    "tests.fixtures.cluster",
    "tests.fixtures.database",
    "tests.fixtures.isolation",
    "tests.fixtures.sandbox",
    "tests.fixtures.seeded",
    "tests.fixtures.site",
    "tests.fixtures.browser",
    "tests.fixtures.order",
]

settings.register_profile(
    "zhurek",
    deadline=None,  # the machine is shared by workers
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
settings.register_profile("thorough", settings.get_profile("zhurek"), max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "zhurek"))


def pytest_collection_modifyitems(items):
    """Everything in tests/e2e/ is marked, so that `-m "not e2e"` leaves out what takes long."""
    for item in items:
        if "e2e" in item.path.parts:
            item.add_marker("e2e")
