"""Money in the admin: its group in the menu, and the desk."""

from wagtail import hooks
from wagtail.admin.menu import MenuItem

from campaigns.money_menu import money_menu


@hooks.register("register_admin_menu_item")
def money_group() -> MenuItem:
    return money_menu()
