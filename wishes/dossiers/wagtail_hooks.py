"""Where moderators find institutions in the admin."""

from django.urls import URLPattern
from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSet

from wishes.dossiers.desk import LINK_URL, InstitutionViewSet


@hooks.register("register_admin_viewset")
def institutions() -> ModelViewSet:
    return InstitutionViewSet("institutions", url_prefix="institutions")


@hooks.register("register_admin_urls")
def link_url() -> list[URLPattern]:
    return [LINK_URL]
