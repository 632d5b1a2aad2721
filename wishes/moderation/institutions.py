"""How institutions look in the admin; moderators keep those of their districts."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.admin.ui.tables import DateColumn
from wagtail.admin.views.generic import CreateView, EditView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton

from edge.private import private
from edge.see_other import SeeOther
from users.models import User
from users.staff import StaffRequest
from wishes.dossiers import institutions
from wishes.dossiers.models import Institution
from wishes.models.reference import Place
from wishes.moderation.districts import is_limited, own_places

ABSENT = ("delete", "history", "history_results", "usage")


def readable_by(user: User) -> QuerySet[Institution]:
    """Those of the districts whose wishes `user` reads: where children live is private too."""
    if not is_limited(user):
        return Institution.objects.all()
    return Institution.objects.filter(place__in=own_places(user))


class InstitutionForm(forms.ModelForm):
    class Meta:
        model = Institution
        fields = ["name", "kind", "bin", "email", "place", "language"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = Place.objects.offered()  # type: ignore[attr-defined]


class InstitutionIndexView(IndexView):
    def get_base_queryset(self) -> QuerySet[Institution]:
        return readable_by(self.request.user).select_related("place")


class InOwnPlaces:
    """Whoever reads some districts alone puts no institution into another."""

    request: StaffRequest

    def get_form(self, form_class: type[forms.ModelForm] | None = None) -> forms.ModelForm:
        form = super().get_form(form_class)  # type: ignore[misc]
        user = self.request.user
        if is_limited(user):
            place = form.fields["place"]
            place.queryset = place.queryset.filter(pk__in=own_places(user))
        return form


class InstitutionCreateView(InOwnPlaces, CreateView):
    def save_instance(self) -> Institution:
        return institutions.add(self.form.save(commit=False), self.request.user)


class InstitutionEditView(InOwnPlaces, EditView):
    def get_object(self, queryset: QuerySet | None = None) -> Institution:
        return get_object_or_404(readable_by(self.request.user), pk=self.kwargs["pk"])

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
    index_view_class = InstitutionIndexView
    add_view_class = InstitutionCreateView
    edit_view_class = InstitutionEditView
    list_display = ["name", "kind", "place", DateColumn("link_made_at", label=_("link of"))]
    list_filter = ["kind", "place"]
    search_fields = ["name", "bin", "email"]
    search_backend_name = None

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return InstitutionForm

    def get_urlpatterns(self) -> list[URLPattern]:
        """Without deleting: what it has told stays its own. The audit trail tells its history."""
        return [one for one in super().get_urlpatterns() if one.name not in ABSENT]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        without = {f"{name}_url_name": None for name in ABSENT}
        return super().get_common_view_kwargs(**(without | kwargs))


@require_http_methods(["GET", "HEAD", "POST"])
def another_link(request: StaffRequest, pk: int) -> HttpResponse:
    if not request.user.has_perm("dossiers.change_institution"):
        raise PermissionDenied
    institution = get_object_or_404(readable_by(request.user), pk=pk)
    if request.method == "POST":
        institutions.renew_link(institution, request.user)
        messages.success(request, _("Another link is made and on its way by e-mail."))
        return SeeOther(reverse("institutions:edit", args=[pk]))
    return private(
        render(request, "wishes/desk/institution_link.html", {"institution": institution})
    )


LINK_URL = path("institutions-link/<int:pk>/", another_link, name="institution_link")
