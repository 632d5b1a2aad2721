"""What screening finds in a story, but for what moderators let stay in it (see `allowing`)."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from wagtail.blocks import StreamValue

from campaigns.models import StoryPage
from wishes.dossiers.models import Application, Hit, Purpose
from wishes.models import Wish
from wishes.moderation.texts import known_facts
from wishes.screening import Finding, KnownFacts, reason_of, screen

FIELDS = ("title", "slug", "lead", "picture_alt", "seo_title", "search_description")
# Rules for wishes alone: how one asks for a thing.
_ASKING = {"money", "brand"}
# In a story of no single wish these are sponsors' names and sites more often than a child's, and
# there is no dossier to tell one from the other.
_NEEDS_DOSSIER = {"surname", "url", "known"}
_TOLD = "told_"
_LINK = re.compile(r'href="([^"]*)"')


class Found(NamedTuple):
    """`part` as in `campaigns.gates.Obstacle`."""

    field: str
    part: int | None
    finding: Finding

    @property
    def reason(self) -> str:
        return reason_of(self.finding.rule)


def open_findings(story: StoryPage, application: Application | None) -> list[Found]:
    """What keeps these words off the site. `application` is that of its wish, None: of no wish."""
    if application is None:
        found = _findings(story, KnownFacts(), _ASKING | _NEEDS_DOSSIER)
        return list(found)
    allowed = set(
        Hit.objects.allowed().filter(application=application).values_list("rule", "excerpt")
    )
    facts = known_facts(application, Purpose.TELL_STORY)
    return [
        one
        for one in _findings(story, facts, _ASKING)
        if (one.finding.rule, one.finding.excerpt) not in allowed
    ]


def forget(wish: Wish) -> None:
    """What was allowed in stories that are no more."""
    Hit.objects.filter(application__wish=wish, field__startswith=_TOLD).delete()


def field_of(story: StoryPage) -> str:
    """Under which name hits of a story are kept, apart from those of the wish's own page."""
    return f"{_TOLD}{story.locale.language_code}"


def _findings(story: StoryPage, facts: KnownFacts, but: set[str]) -> Iterator[Found]:
    for field, part, text in _texts(story):
        for finding in screen(text, facts):
            if finding.rule not in but:
                yield Found(field, part, finding)


def _texts(story: StoryPage) -> Iterator[tuple[str, int | None, str]]:
    for field in FIELDS:
        words = getattr(story, field) or ""
        yield field, None, words.replace("-", " ") if field == "slug" else words
    body: StreamValue = story.body
    for number, block in enumerate(body):
        words = block.block.get_searchable_content(block.value)
        # An address that a link hides behind other words.
        links = _LINK.findall(getattr(block.value, "source", ""))
        yield "body", number, "\n".join(map(str, [*words, *links]))
