"""The moderators' button: from a wish that came true to drafts that the press will publish."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from wishes.models import Wish
from wishes.staff import StaffRequest, moderators_only
from wishes.stories import making


@moderators_only
@require_http_methods(["GET", "HEAD", "POST"])
def make(request: StaffRequest, code: str) -> HttpResponse:
    wish = get_object_or_404(Wish.objects.select_related("page"), code=code)
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
        "stories": making.standing(wish),
        "obstacle": making.obstacle(wish),
    }
    return render(request, "wishes/stories/make.html", context)
