from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.admin.paginator import WagtailPaginator

from users.staff import StaffRequest
from wishes.moderation.assigning import moderators
from wishes.moderation.districts import is_limited, own_places
from wishes.moderation.queue import FIRST, LAST, LATE, MINE, NOBODY, Desk, Narrowing
from wishes.moderation.working_days import calendar
from wishes.staff import moderators_only
from wishes.states import State
from wishes.views.desk.door import address_of

A_PAGE = 50


@moderators_only
@require_safe
def queue(request: StaffRequest) -> HttpResponse:
    narrowing = Narrowing(request.GET)
    desk = Desk(request.user, calendar())
    paginator = WagtailPaginator(desk.rows(desk.wishes(narrowing)), A_PAGE)
    page = paginator.get_page(request.GET.get("p"))
    way = desk.way(narrowing)
    context = {
        "narrowing": narrowing,
        "is_narrowed": bool(narrowing.query),
        "rows": [desk.row(wish) for wish in page],
        "wishes": page,
        "elided_page_range": paginator.get_elided_page_range(page.number),
        "counts": _counts(desk),
        "begin": address_of(way[0], narrowing) if way else "",
        "promise_days": settings.WISH_PROMISE_DAYS,
        "moderators": moderators(),
        "is_limited": is_limited(request.user),
        "has_own_places": bool(own_places(request.user)),
    }
    return render(request, "wishes/desk/queue.html", context)


def _counts(desk: Desk) -> list[tuple[str, int, str, bool]]:
    """Label, number, the narrowing that shows just these, and whether it must not be so."""
    counts = desk.counts()
    return [
        (_("late"), counts.late, f"?state={LATE}", counts.late > 0),
        (_("for safeguarding"), counts.first, f"?state={FIRST}", False),
        (_("for the last reading"), counts.last, f"?state={LAST}", False),
        (_("with you"), counts.mine, f"?whose={MINE}", False),
        (_("with nobody"), counts.nobody, f"?whose={NOBODY}", False),
        (_("waiting for guardians"), counts.asked, f"?state={State.CHANGES_REQUESTED}", False),
    ]
