"""How much of it: enough for every change here, more by the environment, far more in `soak`."""

import os

# What everything that is drawn by chance is drawn from; a failure names the one it was found with.
SEED = int(os.environ.get("MONEY_SEED", "20250401"))

# In two files, so that two processes share them.
INTERLEAVINGS = int(os.environ.get("MONEY_INTERLEAVINGS", "2000")) // 2
KILLS = int(os.environ.get("MONEY_KILLS", "60"))
CRASHES = int(os.environ.get("MONEY_CRASHES", "2"))
