from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

from money.fields import TengeField


class WishPageForm(WagtailAdminPageForm):
    """The page editor's form. Approving from there is judged on what the form holds now."""

    price_tiyn = TengeField(label=_("Price in tenge"))

    def clean(self):
        cleaned = super().clean()
        if self.is_deferred_validation or not self._is_approving():
            return cleaned
        from wishes.moderation import gate

        for name, value in cleaned.items():
            if name in {field.name for field in self.instance._meta.fields}:
                setattr(self.instance, name, value)
        for obstacle in gate.obstacles_to_step(self.instance, self.for_user):
            self.add_error(None, str(obstacle))
        return cleaned

    def _is_approving(self) -> bool:
        return bool(self.data.get("action-publish")) or (
            self.data.get("workflow-action-name") == "approve"
        )
