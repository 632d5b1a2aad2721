"""Writes the roles of `users.roles` into the database; running it again changes nothing."""

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Workflow,
)

from users import roles

_LIBRARY_RIGHTS = (
    (roles.PICTURE_ROLES, "wagtailimages", ("add_image", "change_image", "choose_image")),
    (roles.DOCUMENT_ROLES, "wagtaildocs", ("add_document", "change_document", "choose_document")),
)


@transaction.atomic
def sync_roles() -> None:
    """Give each group exactly what the table says; `KeyError` for a right that is not there."""
    known = {
        f"{p.content_type.app_label}.{p.codename}": p
        for p in Permission.objects.select_related("content_type")
    }
    for name, rights in roles.PERMISSIONS.items():
        group, _created = Group.objects.get_or_create(name=name)
        group.permissions.set([known[right] for right in rights])
        _sync_pages(group, known)
        _sync_library(group, known)
    _drop_wagtails_own()


def _drop_wagtails_own() -> None:
    """Wagtail's first groups and its first workflow would be a second way to get rights.

    The workflow stands at the root of the tree and lets a group of the name that our moderators
    bear publish any page handed in.
    """
    Group.objects.filter(name__in=("Editors", "Moderators")).exclude(
        name__in=roles.PERMISSIONS
    ).delete()
    Workflow.objects.filter(name="Moderators approval").delete()
    GroupApprovalTask.objects.filter(name="Moderators approval").delete()


def _sync_pages(group: Group, known: dict[str, Permission]) -> None:
    GroupPagePermission.objects.filter(group=group).delete()
    for model, actions in roles.PAGE_PERMISSIONS.get(group.name, {}).items():
        for page in apps.get_model(model).objects.all():
            for action in actions:
                GroupPagePermission.objects.create(
                    group=group, page=page, permission=known[f"wagtailcore.{action}_page"]
                )


def _sync_library(group: Group, known: dict[str, Permission]) -> None:
    GroupCollectionPermission.objects.filter(group=group).delete()
    root = Collection.get_first_root_node()
    for names, app, codenames in _LIBRARY_RIGHTS:
        for codename in codenames if group.name in names else ():
            GroupCollectionPermission.objects.create(
                group=group, collection=root, permission=known[f"{app}.{codename}"]
            )
