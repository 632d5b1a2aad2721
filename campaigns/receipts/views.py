"""A receipt for its donor, and the page where anybody can check one."""

import re
from urllib.parse import quote, urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.crypto import constant_time_compare
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from campaigns.payments.models import Donation
from campaigns.receipts import issuing, papers
from campaigns.receipts.models import Receipt
from edge.private import private, private_link
from edge.root import in_readers_language

_NUMBER = re.compile(r"[0-9]{4}-[0-9]{6,9}")


@require_safe
@private_link
def receipt_file(request: HttpRequest, token: str) -> HttpResponse:
    """The paper, in the language of the address; issued now if the worker has not come to it."""
    receipt = issuing.receipt_of(get_object_or_404(Donation, token=token))
    if receipt is None:
        raise Http404("this gift has no receipt")
    response = HttpResponse(
        papers.receipt_pdf(receipt, get_language() or "kk"), content_type="application/pdf"
    )
    response["Content-Disposition"] = f'inline; filename="{papers.filename(receipt)}"'
    return response


@require_safe
def check_in_readers_language(request: HttpRequest, number: str) -> HttpResponse:
    """What is printed on the paper: leads to `check`, with the code that it brings."""
    code = request.GET.get("c", "")
    query = f"?{urlencode({'c': code})}" if code else ""
    return in_readers_language(request, f"/receipts/check/{quote(number)}/{query}")


@require_safe
def check(request: HttpRequest, number: str) -> HttpResponse:
    """Whether a receipt is genuine and valid; what it states only for the code from its paper.

    Numbers go up one by one: without the code anybody could walk through them and read sums.
    """
    receipt = _find(number)
    if receipt is None:
        return _unlisted(render(request, "receipts/unknown.html", status=404))
    code = request.GET.get("c", "")
    has_paper = constant_time_compare(code, receipt.check_code)
    context = {"receipt": receipt, "has_paper": has_paper, "is_wrong_code": code and not has_paper}
    response = render(request, "receipts/check.html", context)
    return private(response) if has_paper else _unlisted(response)


def _find(number: str) -> Receipt | None:
    if not _NUMBER.fullmatch(number):
        return None
    return Receipt.objects.select_related("replaced_by").filter(number=number).first()


def _unlisted(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
