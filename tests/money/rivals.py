"""A rival at the worst moment: between what somebody has looked at and what they then write."""

import threading
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import connection, connections

from tools import processes

_WAITS_FOR_US = """
SELECT EXISTS (
    SELECT FROM pg_locks
     WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid)))
"""


@dataclass
class Rival:
    """`came_first`: it was through before the one whom it met; otherwise it had to wait."""

    act: Callable[[], object]
    came_first: bool | None = None
    errors: list[Exception] = field(default_factory=list)
    thread: threading.Thread | None = None

    def run(self) -> None:
        try:
            self.act()
        except Exception as error:  # noqa: BLE001 - for the test to look at
            self.errors.append(error)
        finally:
            connections.close_all()

    def meet(self) -> None:
        """Let the rival act now, until it is through or waits for what we hold."""
        self.thread = threading.Thread(target=self.run)
        self.thread.start()
        assert processes.wait_until(
            lambda: not self._is_acting() or self._waits(), within=20, every=0.01
        )
        self.came_first = not self._is_acting()

    def _is_acting(self) -> bool:
        return self.thread is not None and self.thread.is_alive()

    def _waits(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(_WAITS_FOR_US)
            return cursor.fetchone()[0]


@contextmanager
def rival_before(monkeypatch, owner: object, name: str, act: Callable[[], object]):
    """The first time that `owner.name` is called, a rival on another connection acts before it."""
    rival, original = Rival(act), getattr(owner, name)

    def call(*args, **kwargs):
        if rival.thread is None:
            rival.meet()
        return original(*args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(owner, name, call)
        yield rival
        if rival.thread is not None:
            rival.thread.join(20)
