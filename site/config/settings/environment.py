"""Where values come from that an installation may change: the environment, then `.env`."""

from pathlib import Path

import environ

env = environ.Env()

ROOT = Path(__file__).resolve().parents[3]
environ.Env.read_env(str(ROOT / ".env"))
VAR = Path(env.str("VAR_DIR", default=str(ROOT / "var")))
