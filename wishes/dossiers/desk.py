"""How institutions look in the admin; moderators keep them."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.admin.ui.tables import DateColumn
from wagtail.admin.views.generic import CreateView, EditView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton

from edge.private import private
from edge.see_other import SeeOther
from wishes.dossiers import institutions
from wishes.dossiers.models import Institution
from wishes.models.reference import Place


class InstitutionForm(forms.ModelForm):
    class Meta:
        model = Institution
        fields = ["name", "kind", "bin", "email", "place", "language"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = Place.objects.offered()  # type: ignore[attr-defined]


class InstitutionCreateView(CreateView):
    def save_instance(self) -> Institution:
        return institutions.add(self.form.save(commit=False), self.request.user)


class InstitutionEditView(EditView):
    def save_instance(self) -> Institution:
        changed = self.form.changed_data
        return institutions.change(self.form.save(commit=False), self.request.user, changed)

    def get_page_subtitle(self) -> str:
        """Its name: the row itself tells none, since it is logged."""
        return self.object.name

    @property
    def header_buttons(self) -> list[HeaderButton]:
        url = reverse("institution_link", args=[self.object.pk])
        return [HeaderButton(_("Another link"), url=url, icon_name="rotate")]


class InstitutionViewSet(ModelViewSet):
    model = Institution
    icon = "home"
    menu_label = _("Institutions")
    menu_order = 92
    add_to_admin_menu = True
    copy_view_enabled = False
    add_view_class = InstitutionCreateView
    edit_view_class = InstitutionEditView
    list_display = ["name", "kind", "place", DateColumn("link_made_at", label=_("link of"))]
    list_filter = ["kind", "place"]
    search_fields = ["name", "bin", "email"]
    search_backend_name = None

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return InstitutionForm

    def get_urlpatterns(self) -> list[URLPattern]:
        """Without deleting: what it has told stays its own."""
        return [one for one in super().get_urlpatterns() if one.name != "delete"]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_common_view_kwargs(**({"delete_url_name": None} | kwargs))


@require_http_methods(["GET", "HEAD", "POST"])
def another_link(request: HttpRequest, pk: int) -> HttpResponse:
    if not request.user.has_perm("dossiers.change_institution"):
        raise PermissionDenied
    institution = get_object_or_404(Institution, pk=pk)
    if request.method == "POST":
        institutions.renew_link(institution, request.user)  # type: ignore[arg-type]
        messages.success(request, _("Another link is made and on its way by e-mail."))
        return SeeOther(reverse("institutions:edit", args=[pk]))
    return private(render(request, "dossiers/admin/link.html", {"institution": institution}))


LINK_URL = path("institutions-link/<int:pk>/", another_link, name="institution_link")
