"""A fund's short address, and its QR code: for posters, letters and phones."""

from io import BytesIO

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from campaigns.funds.models import Fund
from edge.root import in_readers_language

# The quarter of it that may be covered or torn.
CORRECTION = "q"
# Dots of quiet around the code: fewer, and some phones do not find it.
QUIET = 4


def short_url(fund: Fund) -> str:
    """The whole address, as it is written on paper."""
    return settings.SITE_URL + reverse("short:lead", args=[fund.slug])


@require_safe
def lead(request: HttpRequest, fund_slug: str) -> HttpResponse:
    """To the form of the fund, in the language of the reader's browser."""
    fund = get_object_or_404(Fund, slug=fund_slug)
    path = fund.get_donate_url("en").removeprefix("/en")
    return in_readers_language(request, path)


@require_safe
def qr(request: HttpRequest, fund_slug: str) -> HttpResponse:
    fund = get_object_or_404(Fund, slug=fund_slug)
    drawing = BytesIO()
    code = segno.make_qr(short_url(fund), error=CORRECTION)
    # Without fixed sizes a page lays it out; a white ground, so that it is read in the dark too.
    code.save(drawing, kind="svg", border=QUIET, light="white", omitsize=True, svgclass=None,
              lineclass=None)  # fmt: skip
    return HttpResponse(drawing.getvalue(), content_type="image/svg+xml")


@require_safe
def poster(request: HttpRequest, fund_slug: str) -> HttpResponse:
    """A page to print: what the fund is for, and the way to it."""
    fund = get_object_or_404(Fund, slug=fund_slug)
    context = {"fund": fund, "short_url": short_url(fund)}
    return render(request, "payments/poster.html", context)
