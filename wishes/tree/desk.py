"""The page of the admin where staff choose what to print."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from audit.record import record
from wishes.tree.choosing import Choice, waiting
from wishes.tree.forms import TreeForm
from wishes.tree.sheets import sheets_pdf

PRINT_CARDS = "wishes.print_cards"


@require_http_methods(["GET", "HEAD", "POST"])
def print_cards(request: HttpRequest) -> HttpResponse:
    """The form; POST: the PDF, or 422 with what was chosen."""
    if not request.user.has_perm(PRINT_CARDS):
        raise PermissionDenied
    if request.method != "POST":
        return _page(request, TreeForm())
    form = TreeForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    chosen = form.cleaned_data
    pdf = sheets_pdf(form.entries, chosen["layout"], chosen["languages"])
    facts = {
        "wishes": [entry.code for entry in form.entries],
        "layout": chosen["layout"],
        "languages": chosen["languages"],
    }
    record("tree.print", None, request.user, facts)
    response = HttpResponse(pdf, content_type="application/pdf")
    name = f"wish-tree-{chosen['layout']}-{chosen['languages']}.pdf"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    # What hangs on the site changes by the hour: nobody should print yesterday's.
    response["Cache-Control"] = "private, no-store"
    return response


def _page(request: HttpRequest, form: TreeForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "waiting": waiting(Choice()).count()}
    return render(request, "wishes/tree/print.html", context, status=status)
