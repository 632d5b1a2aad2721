"""Who asks for the consent: named in every consent, as it was on that day."""

from typing import NamedTuple

from django.conf import settings


class Operator(NamedTuple):
    name: str
    bin: str


def operator() -> Operator:
    """From OPERATOR_NAME and OPERATOR_BIN of the settings."""
    return Operator(
        getattr(settings, "OPERATOR_NAME", "Zhurek"),
        getattr(settings, "OPERATOR_BIN", ""),
    )
