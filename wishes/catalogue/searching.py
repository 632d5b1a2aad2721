"""Finding wishes by words: exact folded words first, likeness where there are none."""

from django.contrib.postgres.search import SearchQuery, SearchRank, TrigramWordSimilarity
from django.db import connection
from django.db.models import F

from wishes.models.catalogue import CatalogueEntry, CatalogueQuerySet

MOST_WORDS = 8
# PostgreSQL refuses words of more than 2046 bytes.
LONGEST_WORD = 60
# Only the newest hits are ranked: ranking all hits of a common word grows with the catalogue.
MOST_RANKED = 1000
# Lower finds what nobody meant, higher misses slips of the keyboard.
SIMILAR_ENOUGH = 0.45


def search(folded_query: str, entries: CatalogueQuerySet | None = None) -> list[str]:
    """Codes of the wishes on `folded_query` (see `language.folding.fold`), best first.

    At most a thousand; `entries` narrows where to look.
    """
    words = [word[:LONGEST_WORD] for word in folded_query.split()[:MOST_WORDS]]
    if not words:
        return []
    if entries is None:
        entries = CatalogueEntry.objects.all()
    return _matching(words, entries) or _similar(" ".join(words), entries)


def _matching(words: list[str], entries: CatalogueQuerySet) -> list[str]:
    query = _prefix_query(words)
    newest = entries.filter(folded_words=query).newest_first().values("pk")[:MOST_RANKED]
    ranked = CatalogueEntry.objects.filter(pk__in=newest).annotate(
        rank=SearchRank(F("folded_words"), query)
    )
    return list(ranked.order_by("-rank", "-published_at", "-code").values_list("code", flat=True))


def _prefix_query(words: list[str]) -> SearchQuery:
    """All the words, each perhaps without its ending: Kazakh and Russian put much there."""
    # Folded words hold letters and digits only, so nothing in them is an operator.
    terms = [f"'{word}':*" if len(word) > 2 else f"'{word}'" for word in words]
    return SearchQuery(" & ".join(terms), config="simple", search_type="raw")


def _similar(key: str, entries: CatalogueQuerySet) -> list[str]:
    # The operator that can use the index takes its bound from the session; all of ours is this.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('pg_trgm.word_similarity_threshold', %s, false)",
            [str(SIMILAR_ENOUGH)],
        )
    alike = (
        entries.filter(folded__trigram_word_similar=key)
        .annotate(likeness=TrigramWordSimilarity(key, "folded"))
        .order_by("-likeness", "-published_at", "-code")
    )
    return list(alike.values_list("code", flat=True)[:MOST_RANKED])
