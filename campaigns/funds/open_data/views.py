"""Open data as files, and the page that lists them."""

import io
import json
from functools import partial
from typing import Any

from defusedcsv import csv
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from campaigns.funds.canonical import text_of
from campaigns.funds.kept import kept
from campaigns.funds.open_data.sets import SETS, DataSet
from edge.root import in_readers_language

# What the page calls the sets whose names stand in addresses.
TITLES = {
    "funds": _("Funds month by month"),
    "allocations": _("Money for apartments"),
    "daily-closes": _("Closed days"),
}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    sets = [
        {"name": name, "title": TITLES.get(name, name), "about": found.about}
        for name, found in SETS.items()
    ]
    return render(request, "funds/open_data.html", {"sets": sets})


@require_safe
def index_in_readers_language(request: HttpRequest) -> HttpResponse:
    return in_readers_language(request, "/open-data/")


@require_safe
def data_file(request: HttpRequest, name: str, ending: str) -> HttpResponse:
    if name not in SETS:
        raise Http404
    write, content_type = WRITERS[ending]
    # Reads all there is: not for everybody who asks anew.
    text = kept(f"open_data:{name}.{ending}", partial(write, SETS[name]))
    response = HttpResponse(text, content_type=content_type)
    # Anybody's page may read it from a browser.
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _as_json(found: DataSet) -> str:
    return json.dumps(list(found.rows()), ensure_ascii=False, indent=1)


def _as_csv(found: DataSet) -> str:
    """With columns even where there is no row; what is no number or text stands as JSON."""
    # The mark tells Excel that the letters are UTF-8.
    out = io.StringIO("\ufeff", newline="")
    out.seek(0, io.SEEK_END)
    writer = csv.writer(out)
    writer.writerow(found.columns)
    writer.writerows([[_cell(row[column]) for column in found.columns] for row in found.rows()])
    return out.getvalue()


def _cell(value: Any) -> Any:
    return text_of(value) if isinstance(value, dict) else value


WRITERS = {
    "json": (_as_json, "application/json"),
    "csv": (_as_csv, "text/csv; charset=utf-8"),
}
