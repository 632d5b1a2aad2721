"""Records that the admin shows and never changes: gifts, entries, messages."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import yesno
from django.urls import URLPattern
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext
from django_filters import BooleanFilter
from wagtail.admin.active_filters import (
    ActiveFilter,
    BaseFilterAdapter,
    register_filter_adapter_class,
)
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import InspectView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from campaigns.money_menu import MONEY_MENU
from money.amounts import format_tenge

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class ReadOnlyPolicy(ModelPermissionPolicy):
    """Whoever has the right to view may view; nobody may do more, not even a superuser."""

    def user_has_permission(self, user, action: str) -> bool:
        return action == "view" and super().user_has_permission(user, action)

    def user_has_any_permission(self, user, actions) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)


class YesNoAdapter(BaseFilterAdapter):
    """Above a list a filter of yes or no says so: Wagtail's own shows True."""

    def get_active_filters(self) -> Iterator[ActiveFilter]:
        for one in super().get_active_filters():
            yield one._replace(value=capfirst(str(yesno(one.value == "True"))))


register_filter_adapter_class(BooleanFilter, YesNoAdapter)


class ReadableInspectView(InspectView):
    """Shows sums in tenge, and times as the clock on the wall: Wagtail's own view shows UTC.

    Nor does it show True and None, or the Python name of the records that point here.
    """

    def get_field_label(self, field_name: str, field) -> str:
        if field_name == "id":
            return gettext("Number")
        if getattr(field, "one_to_many", False):
            return capfirst(field.related_model._meta.verbose_name_plural)
        return super().get_field_label(field_name, field)

    def get_fields_context(self) -> list[dict[str, Any]]:
        """What is known: a telephone has no room for the names of what is not."""
        return [one for one in super().get_fields_context() if one["value"] not in ("", None)]

    def get_field_display_value(self, field_name: str, field) -> Any:
        value = super().get_field_display_value(field_name, field)
        if isinstance(value, datetime):
            return timezone.localtime(value)
        if value is None:
            return ""
        if isinstance(value, bool):
            return capfirst(str(yesno(value)))
        return format_tenge(value) if field_name.endswith("_tiyn") else value


class ReadOnlyViewSet(ModelViewSet):
    """A list and a page for each record. Fields that staff may see are named one by one."""

    inspect_view_enabled = True
    inspect_view_class = ReadableInspectView
    copy_view_enabled = False
    form_fields: list[str] = []
    menu_hook = MONEY_MENU

    @cached_property
    def permission_policy(self) -> ReadOnlyPolicy:
        return ReadOnlyPolicy(self.model)

    def get_urlpatterns(self) -> list[URLPattern]:
        """Lists and pages, and no address at which anything could be changed."""
        shown = {"index", "index_results", "inspect", "history", "history_results", "usage"}
        return [one for one in super().get_urlpatterns() if one.name in shown]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """What is listed: with all that its columns show, in the order in which it is read."""
        return self.model._default_manager.all()

    def get_index_view_kwargs(self, **kwargs) -> dict[str, Any]:
        # Wagtail asks the viewset of a snippet for its records, and that of a plain model never.
        listed = {"queryset": self.get_queryset(HttpRequest())}
        return super().get_index_view_kwargs(**(listed | kwargs))

    def get_common_view_kwargs(self, **kwargs) -> dict[str, Any]:
        unused = {"add_url_name": None, "edit_url_name": None, "delete_url_name": None}
        return super().get_common_view_kwargs(**(unused | kwargs))


def linked_sum_column(label: "StrOrPromise", url_name: str) -> Column:
    """First in a list whose records have no name that a person would read."""
    return TitleColumn(
        "amount_tiyn",
        url_name=url_name,
        link_classname="w-whitespace-nowrap",
        label=label,
        accessor=lambda record: format_tenge(record.amount_tiyn),
        sort_key="amount_tiyn",
    )


def sum_column(label: "StrOrPromise") -> Column:
    return Column(
        "amount_tiyn",
        label=label,
        accessor=lambda record: format_tenge(record.amount_tiyn),
        sort_key="amount_tiyn",
    )
