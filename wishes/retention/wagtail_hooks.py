from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from wishes.permissions import READ_DOSSIER, may_moderate
from wishes.retention import desk


class RequestsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_moderate(request.user) and request.user.has_perm(READ_DOSSIER)


@hooks.register("register_admin_urls")
def request_urls() -> list:
    return [
        path("wish-requests/", desk.waiting, name="wish_requests"),
        path("wish-requests/<int:pk>/", desk.decide, name="wish_request"),
        path("wish-requests/of-age/<int:pk>/", desk.of_age, name="wish_request_of_age"),
    ]


@hooks.register("register_admin_menu_item")
def requests_menu_item() -> MenuItem:
    return RequestsMenuItem(
        _("Requests of families"),
        reverse("wish_requests"),
        name="wish-requests",
        icon_name="user",
        order=95,
    )
