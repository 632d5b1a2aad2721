"""Forgetting what need not be known any more, in one place for the whole site.

Who keeps personal data says in `PURGERS` how it is forgotten: a dotted function that takes
`dry_run` and returns how much of each kind it forgot (or would). Each works off rows that say
themselves what is due, in transactions of its own with entries in the trail: a run that was killed,
or a restored backup, is put right by the next run.
"""

from collections import Counter

from django.conf import settings
from django.utils.module_loading import import_string


def purge_personal_data(*, dry_run: bool = False) -> dict[str, int]:
    """What was forgotten, by kind. Where one purger fails the others still run; the errors are
    raised after them, as an ExceptionGroup.
    """
    gone: Counter[str] = Counter()
    errors: list[Exception] = []
    for name in settings.PURGERS:
        try:
            gone += Counter(import_string(name)(dry_run=dry_run))
        except Exception as error:  # noqa: BLE001 - raised below
            errors.append(error)
    if errors:
        raise ExceptionGroup("personal data that could not be removed", errors)
    return dict(sorted(gone.items()))
