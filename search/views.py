from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from search import query
from search.highlighting import pieces
from wishes import catalogue

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
    wishes = list(catalogue.search(" ".join(words), limit=MOST_WISHES)) if words else []
    context = {"typed": typed, "found": found, "wishes": wishes, "asked": bool(typed)}
    response = render(request, "search/results.html", context)
    # An endless number of addresses with little on them.
    response["X-Robots-Tag"] = "noindex, follow"
    return response
