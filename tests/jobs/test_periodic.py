import pytest
from django.core.management import call_command

from jobs import periodic


@pytest.mark.parametrize("step", periodic.STEPS, ids=lambda step: step.name)
def test_every_step_names_a_function(step):
    assert callable(periodic.load(step))


@pytest.mark.django_db
def test_a_failing_step_does_not_stop_the_others(monkeypatch, caplog):
    done = []

    def load(step):
        if step == periodic.STEPS[0]:
            raise RuntimeError("broken")
        return lambda: done.append(step)

    monkeypatch.setattr(periodic, "load", load)
    monkeypatch.setattr(periodic.connection, "close", lambda: None)
    with pytest.raises(SystemExit):
        call_command("run_periodic")
    assert done == list(periodic.STEPS[1:])
    assert "broken" in caplog.text
