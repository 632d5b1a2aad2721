"""The small part of the tree that every page shows: homes, menu, who runs the site.

Kept for a minute, as long as a cache in front of the site may keep a page anyway.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Q, Subquery
from django.http import HttpRequest
from django.http.request import split_domain_port
from wagtail.models import Page, Site
from wagtail.models.sites import SiteRootPath
from wagtail.url_routing import RouteResult

from campaigns.funds.models import Fund
from campaigns.reading import reading_url
from home.settings import OrganisationSettings

SECONDS = 60


@dataclass(frozen=True)
class MenuItem:
    title: str
    url: str


@dataclass(frozen=True)
class SiteMap:
    """Homes (their `url_path`) and menus by language; the slug of the fund that gifts go to."""

    site: Site
    organisation: OrganisationSettings | None
    homes: dict[str, str]
    menus: dict[str, list[MenuItem]]
    fund: str

    def root_paths(self) -> list[SiteRootPath]:
        return [
            SiteRootPath(self.site.pk, url_path, self.site.root_url, language)
            for language, url_path in self.homes.items()
        ]


class PageRequest(HttpRequest):
    """What this app, and Wagtail, keep on a request while it is answered."""

    site_map: SiteMap | None
    # The page on show in the languages it is live in.
    page_translations: dict[str, Page]
    _wagtail_site: Site
    _wagtail_cached_site_root_paths: list[SiteRootPath]
    _wagtail_route_for_request: RouteResult | None


def site_map_of(request: PageRequest) -> SiteMap | None:
    """The map of the request's site; None where no site was set up yet.

    Also spares Wagtail its own queries for the site and its homes in this request.
    """
    if not hasattr(request, "site_map"):
        key = f"site_map:{request.get_host()}"
        site_map = cache.get(key)
        if site_map is None:
            site_map = _draw(request)
            if site_map:
                cache.set(key, site_map, SECONDS)
        request.site_map = site_map
        if site_map:
            request._wagtail_site = site_map.site
            request._wagtail_cached_site_root_paths = site_map.root_paths()
    return request.site_map


def _draw(request: HttpRequest) -> SiteMap | None:
    site = _site_of(request)
    if site is None:
        return None
    root = site.root_page
    in_menu = Q(show_in_menus=True, depth=root.depth + 1)
    pages = (
        Page.objects.live()
        .filter(Q(translation_key=root.translation_key) | in_menu)
        .select_related("locale")
        .order_by("path")
    )
    homes = {page.locale.language_code: page for page in pages if page.depth == root.depth}
    return SiteMap(
        site=site,
        organisation=getattr(site, "organisationsettings", None),
        homes={language: home.url_path for language, home in homes.items()},
        menus={language: _menu(language, home, pages) for language, home in homes.items()},
        fund=site.fund or "",
    )


def _site_of(request: HttpRequest) -> Site | None:
    """The site by Wagtail's rule: this host and port, or the only one of this host, or the default.

    Wagtail's own look-up would leave the settings and the fund to two more queries.
    """
    host, port = split_domain_port(request.get_host())
    sites = list(
        Site.objects.select_related("root_page", "organisationsettings__privacy_page").annotate(
            fund=Subquery(Fund.objects.listed().open().values("slug")[:1])
        )
    )
    of_host = [site for site in sites if site.hostname == host]
    exact = [site for site in of_host if str(site.port) == (port or request.get_port())]
    only = of_host if len(of_host) == 1 else []
    default = [site for site in sites if site.is_default_site]
    return next(iter(exact or only or default), None)


def _menu(language: str, home: Page, pages: Iterable[Page]) -> list[MenuItem]:
    return [
        MenuItem(page.title, reading_url(page, language))
        for page in pages
        if page.depth == home.depth + 1 and page.path.startswith(home.path)
    ]
