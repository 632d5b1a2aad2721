"""What was committed is worked off at once, by the step that the clock would run later."""

import pytest
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from jobs import periodic
from jobs.tasks import run_step
from jobs.wake import wake


def test_a_step_is_found_by_its_name():
    for step in periodic.STEPS:
        assert periodic.step_named(step.name) is step


def test_a_name_that_is_not_in_the_table_is_an_error():
    with pytest.raises(KeyError):
        periodic.step_named("nothing of the kind")


@pytest.mark.django_db
def test_waking_waits_for_the_commit(django_capture_on_commit_callbacks, monkeypatch):
    asked = []
    monkeypatch.setattr(type(run_step), "enqueue", lambda _task, name: asked.append(name))
    with django_capture_on_commit_callbacks(execute=True):
        wake("deliver letters")
        assert asked == []
    assert asked == ["deliver letters"]


@pytest.mark.django_db
def test_a_call_that_waits_is_not_made_again(django_capture_on_commit_callbacks, settings):
    """Whoever answers it sees everything that is committed by then."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    for name in ("deliver letters", "deliver letters", "work off the Stripe inbox"):
        with django_capture_on_commit_callbacks(execute=True):
            wake(name)
    assert DBTaskResult.objects.count() == 2
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING)
    with django_capture_on_commit_callbacks(execute=True):
        wake("deliver letters")
    assert DBTaskResult.objects.count() == 3


def test_a_task_is_only_a_way_to_run_a_step(monkeypatch):
    ran = []
    monkeypatch.setattr(periodic, "run", lambda step: ran.append(step.name))
    run_step.func("deliver letters")
    assert ran == ["deliver letters"]
