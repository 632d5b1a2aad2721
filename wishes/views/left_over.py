"""Finance's page of money that stayed with wishes that are over. No dossier, no name: codes."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from campaigns.reconciliation.desk import MOST, PERMISSION
from edge.private import private_link
from edge.see_other import SeeOther
from users.staff import StaffRequest
from wishes import left_over


@permission_required(PERMISSION, raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
@private_link
def left_over_money(request: StaffRequest) -> HttpResponse:
    """POST: what is left of one wish goes on."""
    if request.method == "POST":
        code = request.POST.get("wish", "").replace("\0", "")
        if left_over.send_on(code, request.user):
            messages.success(request, _("It goes on to the fund that donors were told of."))
        else:
            messages.error(request, _("It changed meanwhile: look at it again."))
        return SeeOther(reverse("wish_money"))
    funds = left_over.funds().select_related("total", "surplus_to")[:MOST]
    return render(request, "wishes/left_over.html", {"funds": funds})
