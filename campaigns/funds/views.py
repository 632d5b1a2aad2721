"""What everybody may see of a fund."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from campaigns.funds.homes import LEAST, housed
from campaigns.funds.kept import kept
from campaigns.funds.models import Fund
from campaigns.funds.statement import Month, months
from campaigns.funds.trace import shares


@require_safe
def fund_page(request: HttpRequest, slug: str) -> HttpResponse:
    """A wish's own fund has no page: its money stands on the wish's."""
    fund = get_object_or_404(Fund.objects.listed().with_totals(), slug=slug)
    context = {
        "fund": fund,
        "shares": shares(fund),
        # Adds up all that the fund ever moved: not for every reader anew.
        "months": kept(f"fund_months:{fund.pk}", partial(_months, fund)),
        "housed": housed(),
        "least": LEAST,
    }
    return render(request, "funds/fund.html", context)


def _months(fund: Fund) -> list[Month]:
    """The newest first."""
    return months([fund.pk]).get(fund.pk, [])[::-1]
