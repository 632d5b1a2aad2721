"""A form of finance's in the admin, on a page below the list of what it is about."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpResponse
from django.urls import reverse
from django.views.generic import FormView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class FormPage(PermissionRequiredMixin, WagtailAdminTemplateMixin, FormView):
    """What does not fit is asked about with a 422."""

    raise_exception = True
    # The address's name and the title of the list; the last crumb is what stands above the page.
    above: "tuple[str, StrOrPromise]"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        name, label = self.above
        here = {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()}
        return [*self.breadcrumbs_items, {"url": reverse(name), "label": label}, here]

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)
