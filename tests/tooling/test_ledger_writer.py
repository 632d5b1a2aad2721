"""Only campaigns/funds/ledger.py writes entries and postings: read from the sources themselves."""

import ast
from pathlib import Path

import pytest

from tools.paths import APPS, ROOT

LEDGER = ROOT / "campaigns" / "funds" / "ledger.py"
GUARDED = {"Entry", "Posting"}
WRITES = {
    *("create", "acreate", "bulk_create", "get_or_create", "update_or_create"),
    *("update", "bulk_update", "delete", "_raw_delete"),
}


def writers(source: str) -> list[int]:
    """The lines of `source` where a ledger row would be made, changed or removed."""
    tree = ast.parse(source)
    names = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("campaigns.funds")
        for alias in node.names
        if alias.name in GUARDED
    }
    lines = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        function = node.func
        if isinstance(function, ast.Name) and function.id in names:
            lines.append(node.lineno)
        elif isinstance(function, ast.Attribute) and function.attr in WRITES:
            touched = {each.id for each in ast.walk(function) if isinstance(each, ast.Name)}
            touched |= {each.attr for each in ast.walk(function) if isinstance(each, ast.Attribute)}
            if touched & (names | {"postings", "reversals"}):
                lines.append(node.lineno)
    return lines


def product_files() -> list[Path]:
    return [file for app in APPS for file in app.rglob("*.py") if "migrations" not in file.parts]


def test_nothing_else_writes_the_ledger():
    found = {
        str(file.relative_to(ROOT)): lines
        for file in product_files()
        if file != LEDGER and (lines := writers(file.read_text()))
    }
    assert found == {}


def test_the_ledger_itself_is_seen_to_write():
    assert writers(LEDGER.read_text())


@pytest.mark.parametrize(
    "line",
    [
        "Entry.objects.create(kind='gift')",
        "Posting.objects.filter(pk=1).update(amount_tiyn=5)",
        "Entry(kind='gift').save()",
        "entry.postings.create(amount_tiyn=5)",
        "Entry.objects.using('other').bulk_create(rows)",
    ],
)
def test_every_way_to_write_is_seen(line):
    assert writers(f"from campaigns.funds.models import Entry, Posting\n{line}\n") == [2]


@pytest.mark.parametrize(
    "line", ["Entry.objects.filter(kind='gift').count()", "sums.update(gifts=1)", "form.save()"]
)
def test_reading_is_no_writing(line):
    assert writers(f"from campaigns.funds.models import Entry\n{line}\n") == []
