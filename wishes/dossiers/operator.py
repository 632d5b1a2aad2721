"""Who asks for the consent: named in every consent, as it was on that day."""

from typing import NamedTuple

from django.apps import apps
from django.conf import settings
from django.utils.translation import gettext


class Operator(NamedTuple):
    name: str
    bin: str

    def __str__(self) -> str:
        """As named in a consent; a BIN that nobody has entered is not spoken of."""
        if not self.bin:
            return self.name
        return gettext("%(name)s (BIN %(bin)s)") % self._asdict()


def operator() -> Operator:
    """The organisation that the administrator keeps for the site, in the active language.

    Its model is asked for by name: imports run from the pages to the wishes, not back.
    """
    kept = apps.get_model("home", "OrganisationSettings").objects
    organisation = kept.filter(site__is_default_site=True).first()
    if organisation is None or not organisation.name:
        return Operator(settings.WAGTAIL_SITE_NAME, "")
    return Operator(organisation.name, organisation.bin)
