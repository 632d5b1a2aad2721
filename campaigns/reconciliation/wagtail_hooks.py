"""Money in the admin: its group in the menu, the desk, and what of it waits."""

from typing import Any

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.site_summary import SummaryItem

from campaigns.money_menu import MONEY_MENU, money_menu
from campaigns.reconciliation import desk


class DeskMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(desk.PERMISSION)


class DeskSummaryItem(SummaryItem):
    """How many things wait at the finance desk."""

    order = 240
    template_name = "reconciliation/summary.html"

    def is_shown(self) -> bool:
        return self.request.user.has_perm(desk.PERMISSION)

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"count": desk.count(), "url": reverse("finance_desk:desk")}


@hooks.register("register_admin_urls")
def desk_urls():
    return [path("finance/", include("campaigns.reconciliation.admin_urls"))]


@hooks.register("register_admin_menu_item")
def money_group() -> MenuItem:
    return money_menu()


@hooks.register(MONEY_MENU)
def desk_menu_item() -> MenuItem:
    return DeskMenuItem(
        _("Finance desk"),
        reverse("finance_desk:desk"),
        name="finance-desk",
        icon_name="clipboard-list",
        order=100,
    )


@hooks.register("construct_homepage_summary_items")
def desk_summary(request: HttpRequest, items: list) -> None:
    items.append(DeskSummaryItem(request))
