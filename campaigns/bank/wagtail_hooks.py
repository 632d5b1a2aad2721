"""Where finance finds the bank and cash in the admin."""

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from campaigns.bank.models.statement import HANDLE_BANK
from campaigns.money_menu import MONEY_MENU


class BankMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(HANDLE_BANK)


@hooks.register("register_admin_urls")
def office_urls():
    return [path("bank/", include("campaigns.bank.office.urls"))]


@hooks.register(MONEY_MENU)
def bank_menu_item():
    return BankMenuItem(
        _("Bank and cash"),
        reverse("bank_office:lines"),
        name="bank",
        icon_name="table",
        order=300,
    )
