"""`live`: this process answers. `ready`: it can serve readers, so its database answers too.

Setting `READINESS` names functions that say what else stands in the way, "" for nothing.
"""

from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache


@never_cache
def live(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        problems = filter(None, (import_string(path)() for path in settings.READINESS))
        problem = next(problems, "")
    except Error:
        problem = "database does not answer"
    if problem:
        return HttpResponse(problem, status=503, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")
