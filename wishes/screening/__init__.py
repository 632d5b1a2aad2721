"""Reads a text for what must not be shown: see `screen`.

Every rule reads every text, whatever language the form says it is in: people mix languages, and a
telephone number has none. A new rule is one `Rule` more in `RULES`.
"""

import unicodedata

from wishes.screening import contacts, identity, tone, whereabouts
from wishes.screening.findings import Finding, KnownFacts, Rule

__all__ = ["RULES", "Finding", "KnownFacts", "Rule", "reason_of", "screen"]

RULES: tuple[Rule, ...] = (*contacts.RULES, *identity.RULES, *whereabouts.RULES, *tone.RULES)
_BY_NAME = {rule.name: rule for rule in RULES}
NOTHING_KNOWN = KnownFacts()
EXCERPT_LENGTH = 200


def screen(text: str, known: KnownFacts = NOTHING_KNOWN) -> list[Finding]:
    """What the rules find in `text`, in its order; positions are those of `text` itself."""
    readable = _same_length(text)
    found = {
        Finding(rule.name, span.start, span.end, text[span.start : span.end][:EXCERPT_LENGTH])
        for rule in RULES
        for span in rule.find(readable, known)
    }
    return sorted(found, key=lambda finding: (finding.start, finding.end, finding.rule))


def reason_of(rule: str) -> str:
    """Why a moderator should look at it; the bare name for a rule that is no more."""
    known = _BY_NAME.get(rule)
    return str(known.reason) if known else rule


def _same_length(text: str) -> str:
    """`text` with all digits and spaces made plain, and each letter in its place."""
    return "".join(map(_plain, text))


def _plain(character: str) -> str:
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    # Space separators and invisible characters: both are put between digits to hide a number.
    if unicodedata.category(character) in ("Zs", "Cf"):
        return " "
    return character
