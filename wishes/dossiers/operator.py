"""Who asks for the consent: named in every consent, as it was on that day."""

from typing import NamedTuple

from django.apps import apps
from django.conf import settings


class Operator(NamedTuple):
    name: str
    bin: str


def operator() -> Operator:
    """The organisation that the administrator keeps, in the active language.

    Its model is asked for by name: imports run from the pages to the wishes, not back.
    """
    organisation = apps.get_model("home", "OrganisationSettings").objects.first()
    if organisation is None or not organisation.name:
        return Operator(settings.WAGTAIL_SITE_NAME, "")
    return Operator(organisation.name, organisation.bin)
