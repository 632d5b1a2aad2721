"""How much of it: enough for every change here, more by the environment, far more in `soak`."""

import json
import os
import sys
from pathlib import Path

# What everything that is drawn by chance is drawn from; a failure names the one it was found with.
SEED = int(os.environ.get("MONEY_SEED", "20250401"))

# In two files, so that two processes share them.
INTERLEAVINGS = int(os.environ.get("MONEY_INTERLEAVINGS", "2000")) // 2
KILLS = int(os.environ.get("MONEY_KILLS", "66"))
CRASHES = int(os.environ.get("MONEY_CRASHES", "2"))


def tell(**figures: int) -> None:
    """What was really run: shown with a failure, and added up by `soak`."""
    sys.stdout.write(f"seed {SEED}: {figures}\n")
    if place := os.environ.get("MONEY_FIGURES"):
        with Path(place).open("a") as notes:
            notes.write(json.dumps(figures) + "\n")
