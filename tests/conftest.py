"""Fixtures of the whole suite, by subject: see tests/fixtures/."""

import os

from hypothesis import HealthCheck, settings

pytest_plugins = [
    "tests.fixtures.cluster",
    "tests.fixtures.database",
    "tests.fixtures.isolation",
]

settings.register_profile(
    "zhurek",
    deadline=None,  # the machine is shared by workers
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
settings.register_profile("thorough", settings.get_profile("zhurek"), max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "zhurek"))
