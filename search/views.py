from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from campaigns.pictures import fetch_renditions
from search import query
from search.highlighting import pieces
from wishes import catalogue
from wishes.models import CatalogueEntry

MOST_WISHES = 6


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What the site has on `?q=`: pages of every kind, and wishes."""
    typed = query.tidy(request.GET.get("q", ""))
    words = query.folded_words(typed)
    language = get_language() or ""
    found = [
        {
            "page": hit,
            "title": pieces(hit.entry.title, words),
            "lead": pieces(hit.entry.lead, words),
        }
        for hit in query.find(typed, language)
    ]
    wishes = _wishes(" ".join(words), language)
    fetch_renditions(others=[wish.image for wish in wishes])
    context = {"typed": typed, "found": found, "wishes": wishes, "asked": bool(typed)}
    response = render(request, "search/results.html", context)
    # An endless number of addresses with little on them.
    response["X-Robots-Tag"] = "noindex, follow"
    return response


def _wishes(folded_query: str, language: str) -> list[CatalogueEntry]:
    if not folded_query:
        return []
    listing = catalogue.listing(catalogue.Filters(folded_query=folded_query), language)
    return listing.entries[:MOST_WISHES]
