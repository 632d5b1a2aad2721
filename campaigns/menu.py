"""Flat lists of the pages of one type, in the menu of those who may write such pages."""

from django.http import HttpRequest
from django.utils.functional import cached_property
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.permissions import page_permission_policy


class EditorialListing(PageListingViewSet):
    add_to_admin_menu = True

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        model = self.model

        class WritersMenuItem(MenuItem):
            """Wagtail's own is shown to everybody, and leads most of them to a refusal."""

            def is_shown(self, request: HttpRequest) -> bool:
                places = page_permission_policy.instances_user_has_permission_for(
                    request.user, "add"
                )
                return places.type(*model.allowed_parent_page_models()).exists()

        return WritersMenuItem
