from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from edge.origin import anonymous_form
from edge.private import private
from edge.see_other import SeeOther
from wishes.dossiers import links
from wishes.telling import buckets, consenting, submission
from wishes.telling.forms import TellingForm


@anonymous_form
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: HttpRequest) -> HttpResponse:
    """The form by which a wish is told. What is wrong is said beside it, and nothing is lost."""
    if request.method != "POST":
        return _page(request, TellingForm())
    form = TellingForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=422)
    language = get_language() or "kk"
    try:
        application = submission.tell(form.told(language), form.cleaned_data["nonce"])
    except buckets.NoWishList:
        return _page(request, form, status=503, is_closed=True)
    return SeeOther(links.path_of(application, language))


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
