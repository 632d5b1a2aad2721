"""The sandbox's time: the real clock plus an offset that tests move."""

import time

DAY = 24 * 60 * 60


class Clock:
    """Whole seconds since the epoch, as Stripe stamps its objects.

    The offset may be negative: a test may also stand before now.
    """

    def __init__(self, offset: int = 0) -> None:
        self.offset = offset

    def now(self) -> int:
        return int(time.time()) + self.offset

    def precise(self) -> float:
        return time.time() + self.offset

    def advance(self, seconds: int) -> int:
        self.offset += seconds
        return self.now()

    def set(self, timestamp: int) -> int:
        self.offset = timestamp - int(time.time())
        return self.now()
