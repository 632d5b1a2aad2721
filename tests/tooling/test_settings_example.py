"""`.env.example` tells every setting there is, and none that is not."""

import ast
import re

from tools.paths import ROOT

# Read by tools/, by Django itself and by compose.yaml, not by the settings.
BESIDE = {"CHROMIUM", "DJANGO_SETTINGS_MODULE", "POSTGRES_PASSWORD", "ZHUREK_POSTGRES"}


def told() -> set[str]:
    lines = (ROOT / ".env.example").read_text().splitlines()
    return {match[1] for line in lines if (match := re.match(r"(?:# )?([A-Z][A-Z0-9_]+)=", line))}


def read_by_the_site() -> set[str]:
    """Names given as text to `env.<kind>(...)`, `os.environ.get(...)` and `required(...)`."""
    names: set[str] = set()
    settings = (ROOT / "site" / "config" / "settings").glob("*.py")
    for file in [*settings, ROOT / "gunicorn.conf.py"]:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func).startswith(
                ("env.", "os.environ", "required")
            ):
                first = node.args[0] if node.args else None
                if isinstance(first, ast.Constant) and str(first.value).isupper():
                    names.add(str(first.value))
    return names


def test_every_setting_is_told():
    assert read_by_the_site() - told() == set()


def test_no_setting_is_told_that_nothing_reads():
    assert told() - read_by_the_site() - BESIDE == set()
