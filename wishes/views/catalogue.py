"""The public side of wishes. Reads the catalogue and nothing else; never the dossiers."""

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from wishes import catalogue, in_parts
from wishes.models.catalogue import CatalogueEntry
from wishes.models.index import WishIndexPage
from wishes.models.page import WishPage
from wishes.views.filtering import FilterBar

SIMILAR = 3


@require_safe
def wish_list(request: HttpRequest) -> HttpResponse:
    language = get_language()
    bar = FilterBar.from_query(request.GET, language)
    listing = catalogue.listing(bar.filters, language)
    fetch_renditions(listing.entries)
    context = {
        "page": WishIndexPage.objects.live().filter(locale__language_code=language).first(),
        "bar": bar,
        "wishes": listing.entries,
        "total": None if bar.filters.folded_query else catalogue.counts(bar.filters),
        "next_url": bar.url(after=listing.after) if listing.after else "",
        "first_url": bar.url() if bar.filters.after else "",
    }
    return render(request, "wishes/list.html", context)


@require_safe
def detail(request: HttpRequest, code: str) -> HttpResponse:
    """The page of one wish: 410 once it was taken off for good, 404 for what never was."""
    canonical = code.upper()
    entry = catalogue.find(canonical, get_language())
    if entry is None:
        return not_there(request, canonical)
    if code != canonical:
        return HttpResponsePermanentRedirect(entry.url())
    return render(request, "wishes/detail.html", _detail_context(entry))


def not_there(request: HttpRequest, code: str) -> HttpResponse:
    """410 for a wish that was taken off for good; raises Http404 for one that never was."""
    if catalogue.was_withdrawn(code):
        return render(request, "410.html", status=410)
    raise Http404


def preview(request: HttpRequest, page: WishPage) -> HttpResponse:
    """The same page from a draft, for moderators."""
    entry = catalogue.draft_entry(page)
    return render(request, "wishes/detail.html", _detail_context(entry))


def _detail_context(entry: CatalogueEntry) -> dict:
    others = similar_to(entry)
    fetch_renditions([entry, *others])
    return {"wish": entry, "similar": others, "parts": in_parts.standing(entry)}


def similar_to(entry: CatalogueEntry) -> list[CatalogueEntry]:
    """Wishes for such a thing that wait for somebody."""
    alike = catalogue.Filters(category=entry.category, status="published")
    found = catalogue.listing(alike, entry.reading_language).entries
    return [other for other in found if other.code != entry.code][:SIMILAR]


def fetch_renditions(entries: list[CatalogueEntry]) -> None:
    """One query for the pictures of all of them."""
    prefetch_related_objects([entry.image for entry in entries if entry.image], "renditions")
