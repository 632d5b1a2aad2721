from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from edge.origin import anonymous_form
from edge.private import private
from edge.see_other import SeeOther
from wishes.dossiers import links
from wishes.dossiers.models import Application, Institution
from wishes.telling import buckets, consenting, submission
from wishes.telling.forms import TellingForm


@anonymous_form
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: HttpRequest) -> HttpResponse:
    """The form by which anybody tells a wish."""
    return telling_page(request)


def telling_page(
    request: HttpRequest,
    institution: Institution | None = None,
    told: Callable[[Application], str] = links.path_of,
) -> HttpResponse:
    """What is wrong is said beside the form, and nothing is lost; `told` says where it leads."""
    if request.method != "POST":
        return _page(request, TellingForm(institution=institution))
    form = TellingForm(request.POST, request.FILES, institution=institution)
    if not form.is_valid():
        return _page(request, form, status=422)
    language = get_language() or "kk"
    try:
        application = submission.tell(form.told(language), form.cleaned_data["nonce"])
    except buckets.NoWishList:
        return _page(request, form, status=503, is_closed=True)
    return SeeOther(told(application))


def _page(
    request: HttpRequest, form: TellingForm, status: int = 200, is_closed: bool = False
) -> HttpResponse:
    context = {
        "form": form,
        "is_closed": is_closed,
        "consent_wording": consenting.consent_wording(get_language() or "kk"),
    }
    response = render(request, "wishes/submit.html", context, status=status)
    if request.method == "POST":
        # Holds what was typed.
        private(response)
    return response
