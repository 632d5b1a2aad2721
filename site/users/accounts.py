"""Staff accounts in the admin: whoever manages them must not raise themselves by it.

To Wagtail the right to change users includes making superusers, which would lead an administrator
to the dossiers and the money. Here only superusers make superusers or change them, nobody changes
their own role, and some roles stand alone (`users.roles.ALONE`).
"""

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.bulk_actions import AssignRoleBulkAction
from wagtail.users.views.users import CreateView, EditView, UserViewSet

from users import roles


class OneRoleForm(forms.ModelForm):
    def clean_groups(self):
        groups = self.cleaned_data["groups"]
        if len(groups) > 1 and any(group.name in roles.ALONE for group in groups):
            raise ValidationError(
                _("Moderators, finance officers and hub keepers can have no other role besides.")
            )
        return groups


class StaffCreationForm(OneRoleForm, UserCreationForm):
    class Meta(UserCreationForm.Meta):
        pass


class StaffEditForm(OneRoleForm, UserEditForm):
    class Meta(UserEditForm.Meta):
        pass


class AddStaffView(CreateView):
    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        form.fields["is_superuser"].disabled = not self.request.user.is_superuser
        return form


class EditStaffView(EditView):
    def dispatch(self, request, *args, **kwargs):
        if self.object.is_superuser and not request.user.is_superuser:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        if not self.request.user.is_superuser:
            form.fields["groups"].disabled = self.editing_self
            if "is_superuser" in form.fields:  # Wagtail leaves it out of one's own form
                form.fields["is_superuser"].disabled = True
        return form


class StaffViewSet(UserViewSet):
    add_view_class = AddStaffView
    edit_view_class = EditStaffView

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return StaffEditForm if for_update else StaffCreationForm


class GiveFirstRole(AssignRoleBulkAction):
    """Roles for many at once: only where none is held, since it knows none of the rules above."""

    def check_perm(self, obj) -> bool:
        return super().check_perm(obj) and not obj.is_superuser and not obj.groups.exists()
