"""An institution's own page, by private link: its wishes, what is asked of it, and new ones."""

from collections.abc import Callable
from functools import wraps
from typing import NamedTuple

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from edge.origin import anonymous_form
from edge.private import private, private_link
from edge.see_other import SeeOther
from wishes.dossiers import institutions, links
from wishes.dossiers.models import Application, Institution
from wishes.states import State
from wishes.views.follow import application_page, tone_of
from wishes.views.telling import telling_page

A_PAGE = 50


class AskForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail of your institution"),
        max_length=254,
        help_text=_("The one that our staff know."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class Row(NamedTuple):
    application: Application
    path: str
    tone: str
    is_asked: bool


def by_private_link(
    view: Callable[..., HttpResponse],
) -> Callable[..., HttpResponse]:
    """`view` for the institution of the token, and 404 for any other token."""

    @private_link
    @anonymous_form
    @wraps(view)
    def guarded(request: HttpRequest, token: str, **kwargs) -> HttpResponse:
        institution = links.institution_for(token)
        if institution is None:
            raise Http404
        return view(request, institution, token=token, **kwargs)

    return guarded


@require_http_methods(["GET", "HEAD", "POST"])
@anonymous_form
def ask(request: HttpRequest) -> HttpResponse:
    """Have the link mailed again."""
    if request.method != "POST":
        return render(request, "wishes/institution_ask.html", {"form": AskForm()})
    form = AskForm(request.POST)
    if not form.is_valid():
        return private(render(request, "wishes/institution_ask.html", {"form": form}, status=422))
    institutions.mail_again(form.cleaned_data["email"])
    return private(SeeOther(reverse("wishes:institution_sent")))


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Says the same whether or not the address is known."""
    return render(request, "wishes/institution_sent.html")


@require_safe
@by_private_link
def home(request: HttpRequest, institution: Institution, token: str) -> HttpResponse:
    told = institution.applications.select_related("wish", "answer_reason").order_by("-pk")
    page = Paginator(told, A_PAGE).get_page(request.GET.get("p"))
    context = {
        "institution": institution,
        "rows": [_row(application, token) for application in page],
        "page": page,
        "tell_url": reverse("wishes:institution_tell", args=[token]),
    }
    return render(request, "wishes/institution.html", context)


def _row(application: Application, token: str) -> Row:
    state = application.wish.state
    path = reverse("wishes:institution_wish", args=[token, application.wish.code])
    return Row(application, path, tone_of(state), state == State.CHANGES_REQUESTED)


@require_http_methods(["GET", "HEAD", "POST"])
@by_private_link
def tell(request: HttpRequest, institution: Institution, token: str) -> HttpResponse:
    """The form of a wish with what we know of the institution filled in."""

    def told(application: Application) -> str:
        return reverse("wishes:institution_wish", args=[token, application.wish.code])

    return telling_page(request, institution, told=told)


@require_http_methods(["GET", "HEAD", "POST"])
@by_private_link
def wish(request: HttpRequest, institution: Institution, token: str, code: str) -> HttpResponse:
    """One of its own, as who told it sees it by the link of the application."""
    own = institution.applications.select_related("wish__page", "guardian", "child")
    application = get_object_or_404(own, wish__code=code)
    return application_page(request, application, back=reverse("wishes:institution", args=[token]))
