"""Private files that no row names any more: a crash came between the row and its file."""

import os
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db.models import FileField
from django.utils import timezone

from audit.record import record
from edge.private_files import PrivateFiles

# A younger file may belong to a row that is being written just now.
YOUNGEST = timedelta(days=1)
# Crashes leave a file now and then. More than this at once are of another database's rows.
MOST = 100


class TooManyOrphans(Exception):
    """Is this the right database for these files? Look, and remove them by hand if it is."""


def purge(*, dry_run: bool) -> Counter[str]:
    """Remove them; raises `TooManyOrphans`, and removes none then."""
    found = list(orphans())
    if not dry_run:
        if len(found) > MOST:
            raise TooManyOrphans(f"{len(found)} private files are named by no row")
        for path in found:
            path.unlink(missing_ok=True)
        if found:
            record("files.remove_orphans", None, None, {"files": len(found)})
    return +Counter(orphans=len(found))


def orphans() -> Iterator[Path]:
    """Files below the private root, old enough, that no row of any model names."""
    root = Path(settings.PRIVATE_MEDIA_ROOT)
    if not root.is_dir():
        return
    # The files first: what is written after that is not among them.
    files = [Path(folder) / name for folder, _below, names in os.walk(root) for name in names]
    # Withdrawals are kept in files that no row names; somebody may have put them below here.
    journal = Path(settings.WITHDRAWALS_JOURNAL).resolve()
    files = [path for path in files if journal not in path.resolve().parents]
    named = set(_named())
    limit = timezone.now() - YOUNGEST
    for path in sorted(files):
        try:
            changed = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        except FileNotFoundError:  # Somebody else has just removed it.
            continue
        if changed < limit and path.relative_to(root).as_posix() not in named:
            yield path


def _named() -> Iterator[str]:
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, FileField) and isinstance(field.storage, PrivateFiles):
                rows = model._base_manager.exclude(**{field.name: ""})
                yield from rows.values_list(field.name, flat=True).iterator()
