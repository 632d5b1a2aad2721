from django.db import models
from django.utils.text import capfirst

from money.fields import TengeField


class TiynField(models.BigIntegerField):
    """A sum kept in tiyn that staff type and read in tenge."""

    def formfield(self, **kwargs):
        kwargs = {"required": not self.blank, "label": capfirst(self.verbose_name)} | kwargs
        kwargs.pop("min_value", None)
        kwargs.pop("max_value", None)
        return TengeField(help_text=self.help_text, **kwargs)
