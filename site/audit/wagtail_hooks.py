from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from audit import views


class TrailMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(views.PERMISSION)


@hooks.register("register_admin_urls")
def trail_urls() -> list:
    return [
        path("audit/", views.trail, name="audit_trail"),
        path("audit/export.csv", views.export, name="audit_export"),
    ]


@hooks.register("register_admin_menu_item")
def trail_menu_item() -> MenuItem:
    return TrailMenuItem(
        _("Audit trail"),
        reverse("audit_trail"),
        name="audit-trail",
        icon_name="history",
        order=320,
    )
