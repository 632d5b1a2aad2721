"""What the started programs find in their environment."""

import os
import shlex

from tools.paths import ROOT, VAR

# Keys of the sandbox of one machine: they open nothing anywhere else.
SANDBOX_KEY = "sk_test_zhurek_sandbox"
SANDBOX_SECRET = "whsec_zhurek_sandbox"


def given() -> dict[str, str]:
    """The environment as the owner set it, with `.env` for what is not set (as Django reads it)."""
    values = {}
    file = ROOT / ".env"
    for line in file.read_text().splitlines() if file.exists() else []:
        name, assigned, value = line.removeprefix("export ").partition("=")
        if assigned and not line.lstrip().startswith("#"):
            values[name.strip()] = "".join(shlex.split(value, comments=True))
    return {**values, **os.environ}


def for_site(port: int, database: str) -> dict[str, str]:
    """For every program of the site; what the owner has set is kept."""
    defaults = {
        "SITE_URL": f"http://localhost:{port}",
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "WEB_CONCURRENCY": "2",
    }
    ours = {
        "DATABASE_URL": database,
        "PORT": str(port),
        "VAR_DIR": str(VAR),
        "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "site"))),
        "PYTHONUNBUFFERED": "1",
    }
    return {**defaults, **given(), **ours}


def with_sandbox(environment: dict[str, str], sandbox: str) -> dict[str, str]:
    """Turned to the sandbox at the address `sandbox`."""
    keys = {
        "STRIPE_API_BASE": sandbox,
        "STRIPE_SECRET_KEY": SANDBOX_KEY,
        "STRIPE_WEBHOOK_SECRET": SANDBOX_SECRET,
    }
    return {**environment, **keys}
