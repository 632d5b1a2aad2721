"""How well screening does on the labelled texts of `corpus/`: precision and recall.

A file holds one JSON string a line; what must be found is marked `[[rule|the words]]`, several
rules with commas. `?rule` may be found there or not, and counts neither way. All of it is invented.
The texts of `held_out_*` were written before the rules and never used to tune them.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple

from wishes.screening import KnownFacts, screen
from wishes.screening.findings import Finding

CORPUS = Path(__file__).parent / "corpus"
# The day on which the texts are read: which dates could be a child's depends on it.
WRITTEN_ON = date(2026, 3, 15)
HELD_OUT, TUNED = "held_out", "tuned"
LEAST_RECALL, LEAST_PRECISION = 0.95, 0.90
# A contact or an IIN that slips through cannot be called back.
NEVER_MISSED = ("phone", "email", "iin", "url")

_MARK = re.compile(r"\[\[(?P<rules>[a-z_,?]+)\|(?P<words>.+?)\]\]", re.DOTALL)
# A finding must hold most of what was marked, and may be so many letters longer.
MOST_BESIDE = 40
MOST_MISSED_OF_A_MARK = 0.2


class Mark(NamedTuple):
    rule: str
    start: int
    end: int
    is_needed: bool


@dataclass(frozen=True)
class Sample:
    part: str
    language: str
    text: str
    marks: tuple[Mark, ...]

    @property
    def is_clean(self) -> bool:
        return not any(mark.is_needed for mark in self.marks)


@dataclass
class Score:
    """Marks found and missed, findings that were right and wrong; `failures` shows each slip."""

    found: int = 0
    missed: int = 0
    right: int = 0
    wrong: int = 0
    failures: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return self.found / (self.found + self.missed) if self.found + self.missed else 1.0

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0


def samples(folder: Path = CORPUS) -> Iterator[Sample]:
    for path in sorted(folder.glob("*.jsonl")):
        part, _sign, language = path.stem.rpartition("_")
        for line in path.read_text(encoding="utf-8").splitlines():
            yield _sample(part, language, json.loads(line))


def _sample(part: str, language: str, marked: str) -> Sample:
    text, marks, place = "", [], 0
    for match in _MARK.finditer(marked):
        text += marked[place : match.start()]
        start, place = len(text), match.end()
        text += match["words"]
        for rule in match["rules"].split(","):
            marks.append(Mark(rule.lstrip("?"), start, len(text), not rule.startswith("?")))
    return Sample(part, language, text + marked[place:], tuple(marks))


class Report:
    """Scores by (part, language, rule); `total` adds up those of which something is asked."""

    def __init__(self, texts: list[Sample]) -> None:
        self.samples = texts
        self.scores: dict[tuple[str, str, str], Score] = {}
        for sample in texts:
            self._count(sample)

    def _count(self, sample: Sample) -> None:
        findings = screen(sample.text, KnownFacts(today=WRITTEN_ON))
        for mark in sample.marks:
            score = self._score(sample, mark.rule)
            if any(_meets(finding, mark) for finding in findings):
                score.found += mark.is_needed
            elif mark.is_needed:
                score.missed += 1
                words = sample.text[mark.start : mark.end]
                score.failures.append(f"missed {mark.rule}: {words!r} in {sample.text!r}")
        for finding in findings:
            score = self._score(sample, finding.rule)
            if any(_touches(finding, mark) for mark in sample.marks):
                score.right += 1
            else:
                score.wrong += 1
                score.failures.append(
                    f"mistaken {finding.rule}: {finding.excerpt!r} in {sample.text!r}"
                )

    def _score(self, sample: Sample, rule: str) -> Score:
        return self.scores.setdefault((sample.part, sample.language, rule), Score())

    def total(self, part: str = "", language: str = "", rule: str = "") -> Score:
        total = Score()
        for key, score in self.scores.items():
            if all(
                asked in ("", is_) for asked, is_ in zip((part, language, rule), key, strict=True)
            ):
                total.found += score.found
                total.missed += score.missed
                total.right += score.right
                total.wrong += score.wrong
                total.failures += score.failures
        return total

    @property
    def sizes(self) -> Counter[tuple[str, str, bool]]:
        """Texts by (part, language, whether clean)."""
        return Counter((s.part, s.language, s.is_clean) for s in self.samples)

    @property
    def rules(self) -> list[str]:
        return sorted({rule for _part, _language, rule in self.scores})

    def below_target(self) -> list[str]:
        """What is not reached, for each part on its own; empty where all is."""
        below = []
        for part in (TUNED, HELD_OUT):
            for rule in NEVER_MISSED:
                if self.total(part, rule=rule).recall < 1:
                    below.append(f"{part}: recall of {rule} is below 100 %")
            total = self.total(part)
            if total.recall < LEAST_RECALL:
                below.append(f"{part}: recall is below {LEAST_RECALL:.0%}")
            if total.precision < LEAST_PRECISION:
                below.append(f"{part}: precision is below {LEAST_PRECISION:.0%}")
        return below


def _meets(finding: Finding, mark: Mark) -> bool:
    shared = min(finding.end, mark.end) - max(finding.start, mark.start)
    length = mark.end - mark.start
    return (
        finding.rule == mark.rule
        and shared >= length * (1 - MOST_MISSED_OF_A_MARK)
        and finding.end - finding.start <= length + MOST_BESIDE
    )


def _touches(finding: Finding, mark: Mark) -> bool:
    return finding.rule == mark.rule and finding.start < mark.end and mark.start < finding.end
