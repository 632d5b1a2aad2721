"""The three homes that everything else hangs from."""

from django.conf import settings
from django.db import transaction
from wagtail.models import Locale, Page, Site

from home.models import HomePage
from language.translated import LANGUAGES


@transaction.atomic
def ensure_homes(titles: dict[str, str]) -> dict[str, HomePage]:
    """A live home in each language, translations of each other, the default one the site's root.

    Homes that are there stay as they are; Wagtail's welcome page goes.
    """
    site = Site.objects.filter(is_default_site=True).first()
    homes = {home.locale.language_code: home for home in HomePage.objects.select_related("locale")}
    for language in (settings.LANGUAGE_CODE, *LANGUAGES):
        if language not in homes:
            homes[language] = _add_home(language, titles[language], homes)
    root = homes[settings.LANGUAGE_CODE]
    if site is None:
        Site.objects.create(hostname="localhost", is_default_site=True, root_page=root)
    elif site.root_page_id != root.pk:
        welcome, site.root_page = site.root_page, root
        site.save()
        if welcome.specific_class is Page:
            welcome.delete()
    Site.clear_site_root_paths_cache()
    return homes


def _add_home(language: str, title: str, homes: dict[str, HomePage]) -> HomePage:
    locale, _ = Locale.objects.get_or_create(language_code=language)
    home = HomePage(title=title, slug=language, locale=locale, show_in_menus=False)
    if homes:
        home.translation_key = next(iter(homes.values())).translation_key
    root = Page.get_first_root_node()
    root.add_child(instance=home)
    home.save_revision().publish()
    return home
