"""Open data as files, and the page that lists them."""

import io
import json
from typing import Any

from defusedcsv import csv
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from campaigns.funds.canonical import text_of
from campaigns.funds.open_data.sets import SETS, Row
from edge.root import in_readers_language


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    sets = [{"name": name, "about": found.about} for name, found in SETS.items()]
    return render(request, "funds/open_data.html", {"sets": sets})


@require_safe
def index_in_readers_language(request: HttpRequest) -> HttpResponse:
    return in_readers_language(request, "/open-data/")


@require_safe
def data_file(request: HttpRequest, name: str, ending: str) -> HttpResponse:
    if name not in SETS:
        raise Http404
    rows = list(SETS[name].rows())
    response = _as_json(rows) if ending == "json" else _as_csv(rows, SETS[name].columns)
    # Anybody's page may read it from a browser.
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _as_json(rows: list[Row]) -> HttpResponse:
    return HttpResponse(
        json.dumps(rows, ensure_ascii=False, indent=1), content_type="application/json"
    )


def _as_csv(rows: list[Row], columns: tuple[str, ...]) -> HttpResponse:
    """With columns even where there is no row; what is no number or text stands as JSON."""
    # The mark tells Excel that the letters are UTF-8.
    out = io.StringIO("\ufeff", newline="")
    out.seek(0, io.SEEK_END)
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([[_cell(row[column]) for column in columns] for row in rows])
    return HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")


def _cell(value: Any) -> Any:
    return text_of(value) if isinstance(value, dict) else value
