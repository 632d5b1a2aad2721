"""Who told a wish and lost the private link has it mailed again, and nobody learns who that is."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from edge.origin import anonymous_form
from edge.private import private
from edge.see_other import SeeOther
from language.translated import LANGUAGES
from wishes import notices


class AskForm(forms.Form):
    email = forms.EmailField(
        label=_("Your e-mail"),
        max_length=254,
        help_text=_("The one that you wrote when you told the wish."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@anonymous_form
def ask(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, "wishes/link_ask.html", {"form": AskForm()})
    form = AskForm(request.POST)
    if not form.is_valid():
        return private(render(request, "wishes/link_ask.html", {"form": form}, status=422))
    notices.links_again(form.cleaned_data["email"], get_language() or LANGUAGES[0])
    return private(SeeOther(reverse("wishes:link_sent")))


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Says the same whether or not the address is known."""
    return render(request, "wishes/link_sent.html")
