"""How much of it: as much as fits every change; more by the environment and `make safeguard`."""

import os
import sys
from pathlib import Path

# What everything that is drawn by chance is drawn from; a failure names it.
SEED = int(os.environ.get("SAFEGUARDING_SEED", "20250601"))

CANARIES = int(os.environ.get("SAFEGUARDING_CANARIES", "40"))
TEXTS = int(os.environ.get("SAFEGUARDING_TEXTS", "30"))
PICTURES = int(os.environ.get("SAFEGUARDING_PICTURES", "300"))
REQUESTS = int(os.environ.get("SAFEGUARDING_REQUESTS", "1500"))
# In so many tests, so that several processes share them.
SHARES = int(os.environ.get("SAFEGUARDING_SHARES", "1"))


def tell(what: str, **figures: object) -> None:
    """What was really done: shown with a failure, by `pytest -s` and by `make safeguard`."""
    told = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in figures.items())
    line = f"{what} (seed {SEED}): {told}\n"
    sys.stdout.write(f"\n{line}")
    if place := os.environ.get("SAFEGUARDING_FIGURES"):
        with Path(place).open("a") as notes:
            notes.write(line)
