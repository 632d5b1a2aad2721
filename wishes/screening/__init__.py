"""Reads a text for what must not be shown: see `screen`.

Every rule reads every text, whatever language the form says it is in: people mix languages, and a
telephone number has none. One module is one family of rules; docs/screening.md says how to add
one.
"""

from wishes.screening import (
    addresses,
    asking,
    dates,
    documents,
    known,
    names,
    phones,
    schools,
    tone,
    web,
)
from wishes.screening.findings import Finding, KnownFacts, Rule, Span
from wishes.screening.reading import read

__all__ = ["RULES", "Finding", "KnownFacts", "Rule", "better_for", "reason_of", "screen"]

RULES: tuple[Rule, ...] = (
    *phones.RULES,
    *web.RULES,
    *documents.RULES,
    *addresses.RULES,
    *schools.RULES,
    *names.RULES,
    *dates.RULES,
    *known.RULES,
    *tone.RULES,
    *asking.RULES,
)
_BY_NAME = {rule.name: rule for rule in RULES}
NOTHING_KNOWN = KnownFacts()
EXCERPT_LENGTH = 200


def screen(text: str, facts: KnownFacts = NOTHING_KNOWN) -> list[Finding]:
    """What the rules find in `text`, in its order; positions are those of `text` itself."""
    reading = read(text)
    found = set()
    for rule in RULES:
        spans = {reading.span_as_typed(span) for span in rule.find(reading.text, facts)}
        for span in _widest(spans):
            excerpt = text[span.start : span.end][:EXCERPT_LENGTH]
            found.add(Finding(rule.name, span.start, span.end, excerpt))
    return sorted(found, key=lambda finding: (finding.start, finding.end, finding.rule))


def _widest(spans: set[Span]) -> list[Span]:
    """One thing is found once: of two spans that overlap the longer one."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if kept and span.start < kept[-1].end:
            if span.end - span.start > kept[-1].end - kept[-1].start:
                kept[-1] = span
        else:
            kept.append(span)
    return kept


def reason_of(rule: str) -> str:
    """Why a moderator should look at it; the bare name for a rule that is no more."""
    found = _BY_NAME.get(rule)
    return str(found.reason) if found else rule


def better_for(rule: str, excerpt: str) -> str:
    """What to write instead, in the language of the text; "" where nothing is known."""
    found = _BY_NAME.get(rule)
    return found.better(read(excerpt).text) if found else ""
