import pytest
from django.contrib.auth.models import Group
from wagtail.models import GroupApprovalTask, Workflow

from users import roles
from users.sync import sync_roles


def rights(role):
    return set(roles.PERMISSIONS[role])


def test_press_neither_approves_wishes_nor_sees_dossiers_nor_touches_money():
    words = {"payments.view_words", "payments.change_words"}
    held = rights(roles.PRESS) - words
    assert not {r for r in held if r.split(".")[0] in MONEY | {"dossiers"}}
    assert "wishes.WishIndexPage" not in roles.PAGE_PERMISSIONS[roles.PRESS]


MONEY = {"bank", "funds", "payments", "receipts", "reconciliation"}


def test_moderators_touch_no_money_and_publish_nothing_by_hand():
    assert not {r for r in rights(roles.MODERATORS) if r.split(".")[0] in MONEY}
    assert not [
        a
        for acts in roles.PAGE_PERMISSIONS[roles.MODERATORS].values()
        for a in acts
        if a == "publish"
    ]


def test_only_moderators_read_dossiers():
    readers = {role for role in roles.PERMISSIONS if "dossiers.read_dossier" in rights(role)}
    assert readers == {roles.MODERATORS}


def test_only_moderators_keep_institutions_and_nobody_deletes_one():
    for action in ("add", "change", "view", "delete"):
        right = f"dossiers.{action}_institution"
        holders = {role for role in roles.PERMISSIONS if right in rights(role)}
        assert holders == (set() if action == "delete" else {roles.MODERATORS})


def test_gifts_at_hubs_are_handled_by_moderators_and_by_keepers_who_can_do_nothing_else():
    handlers = {role for role in roles.PERMISSIONS if "claims.handle_gifts" in rights(role)}
    assert handlers == {roles.MODERATORS, roles.HUB_KEEPERS}
    assert rights(roles.HUB_KEEPERS) == {"wagtailadmin.access_admin", "claims.handle_gifts"}
    assert roles.HUB_KEEPERS in roles.ALONE
    assert roles.HUB_KEEPERS not in roles.PAGE_PERMISSIONS


def test_cards_of_wishes_are_printed_by_those_who_meet_shopping_centres():
    printers = {role for role in roles.PERMISSIONS if "wishes.print_cards" in rights(role)}
    assert printers == {roles.ADMINISTRATORS, roles.PRESS, roles.MODERATORS}


def test_lists_of_wishes_are_changed_by_administrators_alone():
    for model in ("season", "category", "place", "reason"):
        for action in ("add", "change", "delete"):
            right = f"wishes.{action}_{model}"
            assert {role for role in roles.PERMISSIONS if right in rights(role)} == {
                roles.ADMINISTRATORS
            }


def test_only_administrators_say_which_moderator_reads_from_where():
    holders = {r for r in roles.PERMISSIONS if "moderation.change_reader" in rights(r)}
    assert holders == {roles.ADMINISTRATORS}
    assert "moderation.change_dayoff" not in rights(roles.MODERATORS)


def test_only_the_press_lets_words_of_donors_be_read():
    for right in ("payments.view_words", "payments.change_words"):
        assert {role for role in roles.PERMISSIONS if right in rights(role)} == {roles.PRESS}


def test_nobody_edits_posted_entries():
    for role in roles.PERMISSIONS:
        for model in ("entry", "posting", "donation"):
            for action in ("add", "change", "delete"):
                assert f".{action}_{model}" not in " ".join(rights(role))


def test_only_finance_decides_about_money_and_nobody_changes_a_decision():
    for model in ("allocation", "purchase", "wishpurchase"):
        holders = {role for role in roles.PERMISSIONS if f"funds.decide_{model}" in rights(role)}
        assert holders == {roles.FINANCE}
    every_right = " ".join(right for role in roles.PERMISSIONS for right in rights(role))
    for model in ("allocation", "purchase", "wishpurchase", "dailyclose"):
        for action in ("change", "delete"):
            assert f"funds.{action}_{model}" not in every_right


@pytest.mark.django_db
def test_syncing_gives_each_group_exactly_the_table():
    Group.objects.create(name="Editors")
    sync_roles()
    sync_roles()
    assert set(Group.objects.values_list("name", flat=True)) == set(roles.PERMISSIONS)
    for group in Group.objects.all():
        held = {
            f"{p.content_type.app_label}.{p.codename}"
            for p in group.permissions.select_related("content_type")
        }
        assert held == rights(group.name)


@pytest.mark.django_db
def test_no_workflow_lets_moderators_publish_editorial_pages():
    sync_roles()
    assert not GroupApprovalTask.objects.exists()
    assert not Workflow.objects.filter(name="Moderators approval").exists()
