"""What stands around every page: languages, navigation, the organisation, where to give.

A context processor, also for views outside the page tree and for error pages. Nothing is read until
a template asks for it, so the admin's own templates cost nothing.
"""

from typing import Any, NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils.encoding import escape_uri_path
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from wagtail.models import Page

from campaigns.editorial import in_language_label
from campaigns.reading import nearest_languages, reading_url
from home.settings import OrganisationSettings
from home.site_map import PageRequest, site_map_of
from language.translated import LANGUAGES, NATIVE_NAMES


class LanguageLink(NamedTuple):
    """`is_fallback`: the page is not in that language; the link shows it in another, labelled."""

    code: str
    name: str
    url: str
    is_current: bool
    is_fallback: bool


class NavigationLink(NamedTuple):
    title: str
    url: str
    is_current: bool


class Fallback(NamedTuple):
    """The page on show is written in `language`, not in the reader's."""

    language: str
    label: str


class Chrome(NamedTuple):
    organisation: OrganisationSettings | None
    navigation: list[NavigationLink]
    donate_url: str
    privacy_url: str
    is_demo: bool
    fallback: Fallback | None


def site_chrome(request: PageRequest) -> dict[str, Any]:
    return {
        "chrome": SimpleLazyObject(lambda: _chrome(request)),
        "language_links": SimpleLazyObject(lambda: _language_links(request)),
        "language_alternates": SimpleLazyObject(lambda: _alternates(request)),
        "canonical_url": SimpleLazyObject(lambda: _canonical_url(request)),
        "site_url": settings.SITE_URL,
    }


def _chrome(request: PageRequest) -> Chrome:
    site_map = site_map_of(request)
    menu = site_map.menus.get(_language(), []) if site_map else []
    return Chrome(
        organisation=site_map.organisation if site_map else None,
        navigation=[
            NavigationLink(item.title, item.url, request.path.startswith(item.url)) for item in menu
        ],
        donate_url=_donate_url(site_map.fund if site_map else ""),
        privacy_url=_privacy_url(site_map.organisation if site_map else None),
        is_demo=settings.DEMO,
        fallback=_fallback(request),
    )


def _donate_url(fund: str) -> str:
    return reverse("payments:donate", args=[fund]) if fund else ""


def _privacy_url(organisation: OrganisationSettings | None) -> str:
    page = organisation and organisation.privacy_page
    return reading_url(page) if page else ""


def _fallback(request: PageRequest) -> Fallback | None:
    shown = _shown_language(request)
    if shown is None or shown == _language():
        return None
    return Fallback(shown, in_language_label(shown))


def _shown_language(request: PageRequest) -> str | None:
    """The language of the page on show; None for a view outside the page tree."""
    translations = _translations(request)
    return next((code for code in nearest_languages(_language()) if code in translations), None)


def _translations(request: PageRequest) -> dict[str, Page]:
    """The page on show by language; empty for a view outside the page tree."""
    return getattr(request, "page_translations", {})


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE


def _language_links(request: PageRequest) -> list[LanguageLink]:
    translations = _translations(request)
    return [
        LanguageLink(
            code,
            NATIVE_NAMES[code],
            _url_in(code, request),
            is_current=code == _language(),
            is_fallback=bool(translations) and code not in translations,
        )
        for code in LANGUAGES
    ]


def _url_in(language: str, request: PageRequest) -> str:
    """This page in `language`: its translation, or the same address under that language's prefix.

    Where a page has no translation, that address shows it with a label. Filters stay.
    """
    translations = _translations(request)
    if language in translations:
        return reading_url(translations[language], language)
    prefix, _, rest = request.path.lstrip("/").partition("/")
    if prefix not in LANGUAGES:
        return f"/{language}/"
    query = f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
    return f"/{language}/{escape_uri_path(rest)}{query}"


def _alternates(request: PageRequest) -> list[dict[str, str]]:
    """For search engines: the languages in which this page really exists."""
    if not _has_prefix(request):
        return []
    return [
        {"code": link.code, "url": settings.SITE_URL + link.url.partition("?")[0]}
        for link in _language_links(request)
        if not link.is_fallback
    ]


def _has_prefix(request: PageRequest) -> bool:
    return request.path.lstrip("/").partition("/")[0] in LANGUAGES


def _canonical_url(request: PageRequest) -> str:
    shown = _shown_language(request)
    if shown:
        return settings.SITE_URL + reading_url(request.page_translations[shown], shown)
    return settings.SITE_URL + escape_uri_path(request.path) if _has_prefix(request) else ""
