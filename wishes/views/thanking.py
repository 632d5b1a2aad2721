"""A family's page for a few words of the child to whoever made the wish come true."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from edge.origin import anonymous_form
from edge.private import private_link
from edge.see_other import SeeOther
from wishes.claims import thanks
from wishes.claims.errors import ClaimError, MustNotBeSaid
from wishes.claims.models import Claim, Stage, Thanks
from wishes.dossiers import links
from wishes.models.wish import Wish


class SayForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("What would the child like to say?"),
        max_length=Thanks._meta.get_field("text").max_length,
        min_length=2,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("In the child's own words. Please no names, school or address."),
    )


@private_link
@anonymous_form
@require_http_methods(["GET", "HEAD", "POST"])
def say_thanks(request: HttpRequest, token: str) -> HttpResponse:
    """The words are kept; one of our moderators reads them before the donor does."""
    application = links.application_for(token)
    claim = given(application.wish) if application else None
    if claim is None:
        raise Http404
    words = Thanks.objects.filter(claim=claim).first()
    if request.method != "POST":
        said = {"text": words.text} if words else None
        return _page(request, words, SayForm(initial=said, label_suffix=""))
    form = SayForm(request.POST, label_suffix="")
    if not form.is_valid():
        return _page(request, words, form, status=422)
    try:
        thanks.write(claim, form.cleaned_data["text"], get_language() or "kk", None)
    except MustNotBeSaid as refused:
        form.add_error("text", _("Please leave this out: %s") % "; ".join(refused.findings))
        return _page(request, words, form, status=422)
    except ClaimError:
        words = Thanks.objects.filter(claim=claim).first()
        return _page(request, words, form, status=409)
    return SeeOther(request.path)


def given(wish: Wish) -> Claim | None:
    """The gift of a donor that has reached the child; None once the wish was taken back."""
    if wish.state not in thanks.WITH_THE_CHILD:
        return None
    reached = wish.claims.filter(state__in=(Stage.HANDED_OVER, Stage.FULFILLED))
    return reached.exclude(donor_email="").first()


def _page(
    request: HttpRequest, words: Thanks | None, form: SayForm, status: int = 200
) -> HttpResponse:
    context = {"words": words, "form": form, "is_sent": bool(words and words.approved_at)}
    return render(request, "claims/say_thanks.html", context, status=status)
