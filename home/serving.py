"""Finding the page for an address: Wagtail's routing in one query, plus labelled fallbacks.

Wagtail walks down the tree with two queries a level and two more for view restrictions; a public
page has eight in all. Here the whole path, its restrictions and the page's translations come in
one. A page's own `route()` is still asked for whatever lies below the deepest page found.
"""

from typing import NamedTuple

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from wagtail.models import Page, PageViewRestriction
from wagtail.url_routing import RouteResult
from wagtail.views import serve as wagtail_serve

from campaigns.editorial import EditorialPage
from campaigns.models import StoryPage
from campaigns.reading import nearest_languages, out_of_sight, reading_url
from home.site_map import PageRequest, SiteMap, site_map_of
from language.translated import LANGUAGES
from wishes.models.serving import is_restored

# As Wagtail's first migration makes it.
ROOT_SLUG = "root"


class Crumb(NamedTuple):
    title: str
    url: str


def serve(request: PageRequest, path: str) -> HttpResponse:
    """The page at `path` in the reader's language, or the nearest language it exists in."""
    site_map = site_map_of(request)
    if site_map is None:
        raise Http404
    language = get_language() or settings.LANGUAGE_CODE
    found = _pages_along(path, site_map)
    for candidate in nearest_languages(language):
        page = found.get(_url_path(site_map, candidate, path))
        if page is None or not page.live or page.is_out_of_sight:
            continue
        translations = _live_translations(page, found)
        nearest = next(code for code in nearest_languages(language) if code in translations)
        if nearest != candidate:
            return redirect(reading_url(translations[nearest]))
        request.page_translations = translations
        request._wagtail_route_for_request = RouteResult(_specific(page, path, site_map, found))
        return wagtail_serve(request, path)
    if _was_withdrawn(path, site_map, found):
        return render(request, "410.html", status=410)
    request._wagtail_route_for_request = _route_below(request, path, site_map, found)
    return wagtail_serve(request, path)


def _was_withdrawn(path: str, site_map: SiteMap, found: dict[str, Page]) -> bool:
    """Whether a story stood here whose consent has ended, or its last day is over.

    Raises Http404 where it only waits for what was withdrawn since a backup.
    """
    here = [found.get(_url_path(site_map, code, path)) for code in LANGUAGES]
    if any(page.is_out_of_sight and page.live for page in here if page is not None):
        if is_restored():
            raise Http404
        return True
    keys = [page.pk for page in here if page is not None]
    return bool(keys) and StoryPage.objects.filter(pk__in=keys, withdrawn_at__isnull=False).exists()


def _url_path(site_map: SiteMap, language: str, path: str) -> str:
    """Where the tree keeps the page that `language` shows at `path`; "" without such a home."""
    home = site_map.homes.get(language)
    return home + path if home else ""


def _pages_along(path: str, site_map: SiteMap) -> dict[str, Page]:
    """The pages at `path` and above in every language, and the translations of those at `path`.

    Looked up by slug, which has an index, and then held against the whole path, which has none; a
    union, because an OR of the two would read the whole table.
    """
    steps = [step for step in path.split("/") if step]
    starts = ["".join(f"{step}/" for step in steps[:n]) for n in range(len(steps) + 1)]
    homes = site_map.homes.values()
    slugs = [ROOT_SLUG, *steps, *(home.strip("/") for home in homes)]
    slugged = Page.objects.filter(slug__in=slugs)
    along = slugged.filter(
        url_path__in=["/", *(home + start for home in homes for start in starts)]
    )
    ends = slugged.filter(url_path__in=[home + starts[-1] for home in homes])
    translations = Page.objects.filter(translation_key__in=ends.values("translation_key"))
    pages = (
        Page.objects.filter(pk__in=along.values("pk").union(translations.values("pk")))
        .annotate(
            restricted=Exists(PageViewRestriction.objects.filter(page_id=OuterRef("pk"))),
            is_out_of_sight=out_of_sight(),
        )
        .select_related("locale")
    )
    return {page.url_path: page for page in pages}


def _live_translations(page: Page, found: dict[str, Page]) -> dict[str, Page]:
    return {
        other.locale.language_code: other
        for other in found.values()
        if other.live
        and not other.is_out_of_sight
        and other.translation_key == page.translation_key
    }


def _specific(page: Page, path: str, site_map: SiteMap, found: dict[str, Page]) -> Page:
    """The page in its own type, with what it shows already joined."""
    model = page.specific_class
    if model is None or not issubclass(model, EditorialPage):
        return page.specific
    specific = model.objects.for_reading().get(pk=page.pk)
    above = [other for other in found.values() if page.path.startswith(other.path)]
    # An alias follows the restrictions of its source, which stands elsewhere in the tree.
    specific.known_unrestricted = not any(other.restricted or other.alias_of_id for other in above)
    specific.trail = _trail(specific, above)
    return specific


def _trail(page: EditorialPage, above: list[Page]) -> list[Crumb]:
    """From the home down to the page's parent; what is not public is no step to take."""
    steps = sorted((other for other in above if other.live and other.depth > 1), key=_depth)
    return [Crumb(step.title, reading_url(step)) for step in steps if step.pk != page.pk]


def _depth(page: Page) -> int:
    return page.depth


def _route_below(
    request: PageRequest, path: str, site_map: SiteMap, found: dict[str, Page]
) -> RouteResult | None:
    """Ask the deepest page on the way: it may serve addresses of its own (a routable page)."""
    home = site_map.homes.get(get_language() or "")
    if home is None:
        return None
    steps = [step for step in path.split("/") if step]
    for depth in range(len(steps) - 1, -1, -1):
        page = found.get(home + "".join(f"{step}/" for step in steps[:depth]))
        if page:
            try:
                return page.specific.route(request, steps[depth:])
            except Http404:
                return None
    return None
