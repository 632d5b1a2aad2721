from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RetentionConfig(AppConfig):
    """Reads dossiers to hand them out and to empty them; nothing public may import it."""

    name = "wishes.retention"
    label = "retention"
    verbose_name = _("Retention")
