"""One group of the admin's menu for everything about money.

A viewset joins it with `menu_hook = MONEY_MENU` (read-only records do so by themselves); any other
item is registered at the hook of that name. Whoever may see none of its items sees no group.
"""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import Menu, SubmenuMenuItem

# Within the group: the desk 100; gifts 200; refunds, disputes, payouts, monthly gifts 210 to 290;
# bank and cash 300; receipts 400; funds, apartments 500; ledger 600; messages 700.
MONEY_MENU = "register_money_menu_item"

_menu = Menu(register_hook_name=MONEY_MENU, construct_hook_name="construct_money_menu")


def money_menu() -> SubmenuMenuItem:
    return SubmenuMenuItem(_("Money"), _menu, name="money", icon_name="decimal", order=300)
