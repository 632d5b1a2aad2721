from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from language.translated import LANGUAGES

# Below each language: private links, and lists without end that a robot would walk through.
UNLISTED = ("gifts/", "monthly/", "wishes/follow/", "donate/", "search/")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    closed = ["/admin/", *(f"/{code}/{part}" for code in LANGUAGES for part in UNLISTED)]
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in closed),
        "",
        f"Sitemap: {settings.SITE_URL}/sitemap.xml",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
