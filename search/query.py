"""From what a person typed to what the site has on it."""

import re
from dataclasses import dataclass
from itertools import groupby

from django.contrib.postgres.search import SearchQuery, SearchRank, TrigramWordSimilarity
from django.db import connection
from django.db.models import F, Func, Max, QuerySet, Window

from campaigns.editorial import fallback_label
from campaigns.reading import nearest_languages, reading_url
from language.folding import fold
from language.translated import LANGUAGES
from search.models import SearchEntry

LONGEST_QUERY = 100
MOST_WORDS = 8
# PostgreSQL refuses words of more than 2046 bytes, and folding can lengthen one.
LONGEST_WORD = 100
MOST_RESULTS = 20
# Only the newest hits are ranked: ranking all hits of a common word grows with the site.
MOST_RANKED = 1000
# Lower finds what nobody meant, higher misses slips of the keyboard.
SIMILAR_ENOUGH = 0.45


def tidy(typed: str) -> str:
    """What was typed, on one line, without control characters, at most a hundred letters."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f]", " ", typed).split())[:LONGEST_QUERY].strip()


def folded_words(typed: str) -> list[str]:
    return [word[:LONGEST_WORD] for word in fold(tidy(typed)).split()[:MOST_WORDS]]


@dataclass(frozen=True)
class Found:
    """A page that was found, as the reader of `language` will see it."""

    entry: SearchEntry

    @property
    def url(self) -> str:
        return reading_url(self.entry.page)

    @property
    def fallback_label(self) -> str:
        return fallback_label(self.entry.language)


def find(typed: str, language: str) -> list[Found]:
    """Pages on what was typed, best first, each once whatever languages it was found in."""
    words = folded_words(typed)
    if not words:
        return []
    entries = _matching(words) or _similar(" ".join(words))
    return [Found(entry) for entry in _nearest(entries, language)]


def prefix_query(words: list[str]) -> SearchQuery:
    """All of the words, each perhaps without its ending: Kazakh and Russian put much there."""
    # Folded words hold letters and digits only, so nothing in them is an operator.
    terms = [f"'{word}':*" if len(word) > 2 else f"'{word}'" for word in words[:-1]]
    return SearchQuery(" & ".join([*terms, f"'{words[-1]}':*"]), config="simple", search_type="raw")


def _matching(words: list[str]) -> list[SearchEntry]:
    query = prefix_query(words)
    hits = SearchEntry.objects.public().filter(words=query).order_by("-published_at")
    return _ranked(hits[:MOST_RANKED], SearchRank(F("words"), query))


def _similar(key: str) -> list[SearchEntry]:
    # The operator that can use the index takes its bound from the session; all of ours is this.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('pg_trgm.word_similarity_threshold', %s, false)",
            [str(SIMILAR_ENOUGH)],
        )
    hits = SearchEntry.objects.public().filter(folded_lead__trigram_word_similar=key)
    return _ranked(hits[:MOST_RANKED], TrigramWordSimilarity(key, "folded_lead"))


def _ranked(hits: QuerySet, rank: Func) -> list[SearchEntry]:
    """The pages of `hits` in all their languages, each page at the place of its best language."""
    page = F("page__translation_key")
    entries = SearchEntry.objects.public().filter(
        page__translation_key__in=hits.values("page__translation_key")
    )
    return list(
        entries.annotate(
            best=Window(Max(rank), partition_by=page),
            newest=Window(Max("published_at"), partition_by=page),
        )
        .select_related("page")
        .order_by("-best", "-newest", page)[: MOST_RESULTS * len(LANGUAGES)]
    )


def _nearest(entries: list[SearchEntry], language: str) -> list[SearchEntry]:
    """Of each page the language nearest to the reader's."""
    order = nearest_languages(language)
    pages = [list(same) for _, same in groupby(entries, lambda entry: entry.page.translation_key)]
    nearest = [min(same, key=lambda entry: order.index(entry.language)) for same in pages]
    return nearest[:MOST_RESULTS]
