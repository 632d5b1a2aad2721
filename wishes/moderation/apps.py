from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ModerationConfig(AppConfig):
    """What the desk keeps of its own: who reads which wish, which districts, which days are off."""

    name = "wishes.moderation"
    label = "moderation"
    verbose_name = _("Moderation")
