from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DossiersConfig(AppConfig):
    """Private rows and files. No public view, template, feed or search may import this package."""

    name = "wishes.dossiers"
    label = "dossiers"
    verbose_name = _("Dossiers")
