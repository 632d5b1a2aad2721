from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class UsersConfig(AppConfig):
    name = "users"
    default = True


class StaffAccountsConfig(WagtailUsersAppConfig):
    """Wagtail's management of accounts, with the fences of `users.accounts`."""

    user_viewset = "users.accounts.StaffViewSet"
