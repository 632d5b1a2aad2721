"""The moderators' button: from a wish that came true to drafts that the press will publish."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages

from campaigns.models import StoryPage
from users.staff import StaffRequest
from wishes.dossiers.models import Application
from wishes.models import Wish
from wishes.staff import moderators_only
from wishes.stories import allowing, making, words
from wishes.views.desk.door import wish_for
from wishes.views.desk.words import AllowForm


@moderators_only
@require_http_methods(["GET", "HEAD", "POST"])
def make(request: StaffRequest, code: str) -> HttpResponse:
    wish = wish_for(request, code, Wish.objects.select_related("page"))
    if request.method == "POST":
        try:
            made = making.make(wish, request.user)
        except making.CannotBeTold as error:
            messages.error(request, str(error))
        else:
            text = _("Drafts are ready (%s): the press reads, writes on and publishes them.")
            messages.success(request, text % ", ".join(story.language for story in made))
        return redirect("wish_story", code=code)
    context = {
        "wish": wish,
        "stories": _with_what_was_found(wish),
        "obstacle": making.obstacle(wish),
    }
    return render(request, "wishes/stories/make.html", context)


@moderators_only
@require_POST
def allow(request: StaffRequest, code: str, story: int) -> HttpResponse:
    """One thing that screening found in a story may stay, with a reason."""
    wish = wish_for(request, code)
    found = get_object_or_404(StoryPage, pk=story, wish_code=wish.code, withdrawn_at=None)
    form = AllowForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please say why it may stay."))
        return redirect("wish_story", code=code)
    rule, excerpt = request.POST.get("rule", ""), request.POST.get("excerpt", "")
    newest = found.get_latest_revision_as_object()
    if allowing.allow(newest, rule, excerpt, request.user, form.cleaned_data["note"]):
        messages.success(request, _("It may stay."))
    else:
        messages.error(request, _("The words have changed meanwhile. Please look again."))
    return redirect("wish_story", code=code)


def _with_what_was_found(wish: Wish) -> list[tuple[StoryPage, list[words.Found]]]:
    application = Application.objects.filter(wish=wish).first()
    return [
        (story, words.open_findings(story.get_latest_revision_as_object(), application))
        for story in making.standing(wish)
    ]
