from django.http.response import HttpResponseRedirectBase


class SeeOther(HttpResponseRedirectBase):
    """After a POST: fetch the next page with GET, whatever the method was."""

    status_code = 303
