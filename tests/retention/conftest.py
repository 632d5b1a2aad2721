import pytest

from jobs import purging


@pytest.fixture
def run(django_capture_on_commit_callbacks):
    """A run of the purge, with what it does after its commits."""

    def run_once():
        with django_capture_on_commit_callbacks(execute=True):
            return purging.purge_personal_data()

    return run_once
