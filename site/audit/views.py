"""The reader of the trail, for administrators. Whoever reads it is written down in it."""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from defusedcsv import csv
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from audit import reading
from audit.forms import TrailForm
from audit.models import AuditEntry
from audit.record import record
from language.one_line import one_line

PERMISSION = "audit.view_auditentry"
A_CHUNK = 500
LARGEST_ID = 2**63 - 1


def readers_only(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        return response

    return guarded


@readers_only
@require_safe
def trail(request: HttpRequest) -> HttpResponse:
    form = TrailForm(request.GET or None)
    if form.is_bound and not form.is_valid():
        return render(request, "audit/trail.html", {"form": form}, status=422)
    filters = form.filters() if form.is_bound else reading.Filters()
    page = reading.page_of(filters, _before(request))
    _note("audit.read", request, filters, bool(page.entries))
    context = {
        "form": form,
        "rows": [_Row(entry) for entry in page.entries],
        "next_query": _query(request, before=page.before) if page.before else "",
        "export_query": _query(request),
        "is_further_down": "before" in request.GET,
        "first_query": _query(request),
    }
    return render(request, "audit/trail.html", context)


@readers_only
@require_safe
def export(request: HttpRequest) -> HttpResponseBase:
    form = TrailForm(request.GET)
    if not form.is_valid():
        return render(request, "audit/trail.html", {"form": form}, status=422)
    filters = form.filters()
    found = reading.entries(filters)
    _note("audit.exported", request, filters, found.exists())
    name = f"audit-{timezone.localdate():%Y-%m-%d}.csv"
    return StreamingHttpResponse(
        _lines(found.iterator(chunk_size=A_CHUNK)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


class _Row:
    """An entry as the page and the sheet show it."""

    def __init__(self, entry: AuditEntry):
        self.at = entry.at
        self.who = reading.who(entry)
        self.action = entry.action
        self.target = f"{entry.target_type} {entry.target_id}".strip()
        self.facts = list(reading.shown_facts(entry))


def _lines(entries: Iterator[AuditEntry]) -> Iterator[str]:
    yield "\ufeff"  # Excel takes a sheet without it for another alphabet.
    writer = csv.writer(_Echo())
    yield writer.writerow([_("At"), _("Person"), _("Action"), _("Record"), _("Facts")])
    for entry in entries:
        row = _Row(entry)
        facts = "; ".join(f"{name}: {said}" for name, said in row.facts)
        at = timezone.localtime(row.at).isoformat(timespec="seconds")
        cells = (at, row.who, row.action, row.target, facts)
        yield writer.writerow([one_line(cell) for cell in cells])


class _Echo:
    """Hands each line on instead of keeping it: the trail may be long."""

    def write(self, line: str) -> str:
        return line


def _note(action: str, request: HttpRequest, filters: reading.Filters, was_found: bool) -> None:
    facts = filters.facts()
    if not was_found:
        # What was typed and is the name of nothing may be the name of somebody.
        facts.pop("target", None)
    record(action, None, request.user, facts)


def _before(request: HttpRequest) -> int | None:
    typed = request.GET.get("before", "")
    return min(int(typed), LARGEST_ID) if typed.isascii() and typed.isdecimal() else None


def _query(request: HttpRequest, **more: object) -> str:
    asked = request.GET.copy()
    asked.pop("before", None)
    for name, value in more.items():
        asked[name] = str(value)
    return asked.urlencode()
