"""The guardian's own data, behind the private link: a copy of it, and being forgotten."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from edge.origin import anonymous_form
from edge.private import private_link
from edge.see_other import SeeOther
from wishes.dossiers import links
from wishes.dossiers.models import Application
from wishes.retention import asking, copies


class EraseForm(forms.Form):
    sure = forms.BooleanField(
        label=_("Yes, take the wish and the consent back and forget what you know of us")
    )


@private_link
@anonymous_form
@require_http_methods(["GET", "HEAD", "POST"])
def own_data(request: HttpRequest, token: str) -> HttpResponse:
    application = links.application_for(token)
    if application is None:
        raise Http404
    if request.method != "POST":
        return _page(request, application)
    if request.POST.get("action") == "copy":
        return _ask_copy(request, application)
    form = EraseForm(request.POST)
    if not form.is_valid():
        return _page(request, application, erase=form, status=422)
    asking.ask_erasure(application)
    return SeeOther(f"{request.path}#erase")


def _ask_copy(request: HttpRequest, application: Application) -> HttpResponse:
    try:
        copies.ask(application)
    except copies.NobodyToWriteTo:
        return _page(request, application, status=409)
    return SeeOther(f"{request.path}?sent=1#copy")


def _page(
    request: HttpRequest,
    application: Application,
    erase: EraseForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "wish": application.wish,
        "is_emptied": not application.guardian.email,
        "was_sent": "sent" in request.GET,
        "asked": asking.standing(application.wish),
        "erase": erase or EraseForm(),
        "until": asking.proof_kept_until(),
    }
    return render(request, "wishes/own_data.html", context, status=status)


@private_link
@anonymous_form
@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: HttpRequest, key: str) -> HttpResponse:
    """A button, for programs that read letters follow links: only a person presses it."""
    if request.method != "POST":
        is_ready = copies.is_ready(key)
        status = 200 if is_ready else 410
        return render(request, "wishes/copy.html", {"is_ready": is_ready}, status=status)
    taken = copies.take(key)
    if taken is None:
        return render(request, "wishes/copy.html", {"is_ready": False}, status=410)
    code, content = taken
    return HttpResponse(
        content,
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="wish-{code}.zip"'},
    )
