"""Addresses that nobody links to, and that somebody will try."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.urls import get_resolver
from wagtail.models import Revision

from images.models import SiteImage
from tests.safeguarding import addresses, marks
from wishes.dossiers import links
from wishes.dossiers.models import Evidence, Institution
from wishes.models import Wish

LANGUAGES = ("kk", "ru", "en")
# The one ends the visit, the other breaks off on purpose.
LEFT_OUT = re.compile(r"/logout/|/failwhale/")
FRONT = ("", *(f"{language}/" for language in LANGUAGES))
MACHINES = (
    "sitemap.xml", "sitemap-wishes.xml", "sitemap-pages.xml", "robots.txt", "open-data/",
    "health/live/", "health/ready/", "metrics", "api/", "api/v2/pages/", "api/v2/images/", "media/",
    "media/private/",
    "media/original_images/", "private/", "documents/1/", "documents/1/a.pdf", "static/", ".env",
    "admin/login/", "admin/password_reset/", "favicon.ico", "manifest.json", "feed.xml",
    "backup.sql",
)  # fmt: skip


def everywhere() -> Iterator[str]:
    yield from (f"/{place}" for place in (*FRONT, *MACHINES))
    for language in LANGUAGES:
        for place in (
            "wishes/", "wishes/feed/", "wishes/submit/", "news/feed/", "stories/feed/", "results/",
            "open-data/", "search/", "wishes/?status=claimed", "wishes/?status=fulfilled",
            "wishes/?sort=oldest", "wishes/?sort=dearest", "my-gifts/", "nowhere/",
        ):  # fmt: skip
            yield f"/{language}/{place}"
        for word in marks.asked_for():
            yield f"/{language}/wishes/?q={quote(word)}"
            yield f"/{language}/search/?q={quote(word)}"


def about(wish: Wish) -> Iterator[str]:
    """All that can be tried with one wish in hand."""
    keys = [wish.code, wish.code.lower(), str(wish.pk), str(wish.page_id)]
    # A key that was sent to somebody, with another letter at its end.
    token = links.token_of(wish.application)
    keys += [f"{token[:-1]}{letter}" for letter in "Aa" if letter != token[-1]]
    for key in keys:
        for language in LANGUAGES:
            yield from (
                f"/{language}/wishes/{place}/"
                for place in (
                    key, f"{key}/claim", f"{key}/claim/sent", f"follow/{key}", f"follow/{key}/data",
                    f"follow/{key}/thanks", f"claims/{key}", f"copy/{key}", f"institution/{key}",
                    f"institution/{key}/{wish.code}",
                )
            )  # fmt: skip
        yield f"/kk/wishes/claims/{key}/tag.pdf"
        yield f"/api/v2/pages/{key}/"
    if wish.page:
        bucket = wish.page.get_parent().slug
        yield from (f"/{one}/wishes/{bucket}/{wish.page.slug}/" for one in LANGUAGES)
        yield f"/kk/wishes/{bucket}/"


def files() -> Iterator[str]:
    """Originals, sizes and private files, by the names under which they lie on the disk."""
    for one in Evidence.objects.order_by("pk")[:20]:
        yield from (f"/media/{one.file.name}", f"/media/images/../{one.file.name}")
    for image in SiteImage.objects.order_by("pk")[:20]:
        name = Path(image.file.name).name
        yield from (f"/media/{image.file.name}", f"/media/images/../original_images/{name}")
        yield from (f"/media/images/{name}", f"/documents/{image.pk}/{name}")
    for file in Path(settings.MEDIA_ROOT).rglob("*"):
        if file.is_file():
            yield f"/media/{quote(str(file.relative_to(settings.MEDIA_ROOT)))}"


def admin(wishes: list[Wish]) -> Iterator[str]:
    """Every address of the admin, with the keys of these wishes wherever one is asked for."""
    routes = [one for one in addresses.walk(get_resolver().url_patterns)
              if one.route.startswith("admin/") and not LEFT_OUT.search(one.route)]  # fmt: skip
    for address in routes:
        if not address.parts:
            yield address.path({})
            continue
        for wish in wishes:
            keys = {
                "code": wish.code, "slug": wish.code.lower(), "action": "delete",
                "app_label": "wishes", "model_name": "wishpage", "app_name": "wishes",
            }  # fmt: skip
            number = _number_for(address.route, wish)
            yield address.path({part: keys.get(part, number) for part in address.parts})


def _number_for(route: str, wish: Wish) -> str:
    if "pages/" in route or "workflow" in route or "revision" in route:
        page = str(wish.page_id or wish.pk)
        last = Revision.objects.filter(object_id=page).order_by("-pk").first()
        return str(last.pk) if last and "revision_id" in route and "page" not in route else page
    if "image" in route:
        image = SiteImage.objects.order_by("pk").last()
        return str(image.pk if image else 1)
    if "institution" in route:
        return str(Institution.objects.latest("pk").pk)
    return str(wish.pk)
