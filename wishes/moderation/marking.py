"""One wish as the moderators' screen shows it: its words with what screening found in them."""

from typing import NamedTuple

from wishes.dossiers.models import Application, Hit
from wishes.models.page import TEXT_FIELDS, WishPage
from wishes.screening import better_for, reason_of


class Piece(NamedTuple):
    """A part of a text; `hit` where screening marks it."""

    text: str
    hit: Hit | None = None


class HitLine(NamedTuple):
    hit: Hit
    reason: str

    @property
    def is_open(self) -> bool:
        return self.hit.state == Hit.State.OPEN

    @property
    def better(self) -> str:
        """What to write instead, in the language of the text."""
        return better_for(self.hit.rule, self.hit.excerpt)


class MarkedText(NamedTuple):
    field: str
    label: str
    pieces: list[Piece]
    hits: list[HitLine]


def marked_texts(page: WishPage, application: Application) -> list[MarkedText]:
    """The page's words, cut where screening found something; an empty text is left out.

    With each text stands what was found in it, also what has been edited out since.
    """
    hits: dict[str, list[Hit]] = {}
    found = application.hits.select_related("resolved_by").order_by("start", "end", "pk")
    for hit in found:
        hits.setdefault(hit.field, []).append(hit)
    return [
        MarkedText(
            field,
            str(page._meta.get_field(field).verbose_name),
            _cut(getattr(page, field), hits.get(field, [])),
            [HitLine(hit, reason_of(hit.rule)) for hit in hits.get(field, [])],
        )
        for field in TEXT_FIELDS
        if getattr(page, field) or field in hits
    ]


def _cut(text: str, hits: list[Hit]) -> list[Piece]:
    """Where two hits overlap the first is marked; the list of hits names both."""
    pieces, end = [], 0
    for hit in hits:
        if hit.state == Hit.State.GONE or hit.start < end:
            continue
        pieces += [Piece(text[end : hit.start]), Piece(text[hit.start : hit.end], hit)]
        end = hit.end
    return [piece for piece in [*pieces, Piece(text[end:])] if piece.text]
