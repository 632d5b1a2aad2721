from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from money.amounts import AmountError, format_tenge, parse_tenge, plain_tenge


class TengeField(forms.CharField):
    """A sum typed in tenge; its cleaned value is in tiyn, between `least` and `most` (tiyn)."""

    default_error_messages = {
        "not_a_sum": _("Enter the sum in digits, for example 5000."),
        "too_small": _("The smallest sum is %(least)s. Please enter that or more."),
        "too_large": _("The largest sum is %(most)s. Please enter that or less."),
    }

    def __init__(self, *, least: int = 1, most: int | None = None, **kwargs):
        super().__init__(max_length=60, **kwargs)
        self.least, self.most = least, most
        self.widget.attrs.update(inputmode="decimal", autocomplete="off")

    def clean(self, value):
        text = super().clean(value)
        if text in self.empty_values:
            return None
        try:
            tiyn = parse_tenge(text)
        except AmountError as error:
            raise self._error("not_a_sum") from error
        if tiyn < self.least:
            raise self._error("too_small", least=format_tenge(self.least))
        if self.most is not None and tiyn > self.most:
            raise self._error("too_large", most=format_tenge(self.most))
        return tiyn

    def prepare_value(self, value):
        """A number of tiyn is shown as plain tenge; what the reader typed stays as typed."""
        if isinstance(value, int):
            return plain_tenge(value)
        return value

    def _error(self, code: str, **params) -> ValidationError:
        return ValidationError(self.error_messages[code], code=code, params=params)
