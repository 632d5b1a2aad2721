"""Put a mutant's functions in the place of those that a warm process has loaded.

A mutant that differs inside functions alone needs no fresh process: each loaded function gets the
code that the mutant's text has for it. Whatever differs elsewhere (a class's attribute, a default,
a decorator, a constant) is read once, at import, and cannot be taken in afterwards.
"""

import gc
import inspect
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType

Place = tuple[str, int]


def swap(module: Path, text: str, mutant: str) -> bool:
    """Whether all in which `mutant` differs from the loaded `text` of `module` is swapped in."""
    ours, theirs = (compile(source, str(module), "exec") for source in (text, mutant))
    if _read_once(ours) != _read_once(theirs):
        return False
    before, after = dict(_functions(ours)), dict(_functions(theirs))
    changed = {place for place, code in before.items() if code != after[place]}
    swapped = set()
    for found in gc.get_objects():
        # Not isinstance: it would wake the lazy objects of Django that lie about.
        if type(found) is FunctionType and found.__code__.co_filename == str(module):
            place = _place(found.__code__)
            if place in changed:
                found.__code__ = after[place]
                swapped.add(place)
    return swapped == changed


def _place(code: CodeType) -> Place:
    return code.co_qualname, code.co_firstlineno


def _is_function(code: CodeType) -> bool:
    """Or else the body of a module or a class."""
    return bool(code.co_flags & inspect.CO_OPTIMIZED)


def _functions(code: CodeType) -> Iterator[tuple[Place, CodeType]]:
    for part in code.co_consts:
        if isinstance(part, CodeType):
            if _is_function(part):
                yield _place(part), part
            else:
                yield from _functions(part)


def _read_once(code: CodeType) -> object:
    """All of a module's code that runs at import, to be compared."""
    parts = []
    for part in code.co_consts:
        if not isinstance(part, CodeType):
            parts.append((type(part), part))
        else:
            parts.append(_place(part) if _is_function(part) else _read_once(part))
    return code.co_code, code.co_names, parts
