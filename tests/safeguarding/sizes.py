"""How much of it: as much as fits every change; more by the environment and `make safeguard`."""

import os
import sys

# What everything that is drawn by chance is drawn from; a failure names it.
SEED = int(os.environ.get("SAFEGUARDING_SEED", "20250601"))

CANARIES = int(os.environ.get("SAFEGUARDING_CANARIES", "1000"))
TEXTS = int(os.environ.get("SAFEGUARDING_TEXTS", "500"))
PICTURES = int(os.environ.get("SAFEGUARDING_PICTURES", "10000"))
REQUESTS = int(os.environ.get("SAFEGUARDING_REQUESTS", "10000"))


def tell(what: str, **figures: object) -> None:
    """What was really done: shown by `pytest -s`, by `make safeguard`, and with a failure."""
    told = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in figures.items())
    sys.stdout.write(f"\n{what} (seed {SEED}): {told}\n")
