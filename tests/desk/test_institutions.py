"""Moderators keep the institutions of their districts, and no other role comes near."""

import pytest
from django.urls import reverse

from audit.models import AuditEntry
from outbox.models import Mail
from tests.factories import wishes as make
from users import roles
from users.models import User
from users.sync import sync_roles
from wishes.dossiers import links
from wishes.dossiers.models import Institution
from wishes.moderation import gate
from wishes.moderation.models import Reader

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def lists():
    make.wish_lists()


def own_path(institution):
    return links.institution_path(institution)


@pytest.fixture
def signed_in(client):
    sync_roles()

    def sign_in(role):
        user = make.make_user()
        user.groups.add(*User.groups.field.related_model.objects.filter(name=role))
        client.force_login(user)
        return client

    return sign_in


NEW = {"name": "Школа-интернат", "kind": "boarding_school", "bin": "", "language": "kk",
       "email": "school@example.kz"}  # fmt: skip


def sent_by_staff(**changes):
    place = make.Place.objects.get(slug="ridder").pk
    return NEW | {"place": place} | changes


def test_a_moderator_of_other_districts_finds_it_nowhere(signed_in):
    client = signed_in(roles.MODERATORS)
    ulan = make.Place.objects.get(slug="ulan")
    here, elsewhere = make.make_institution(), make.make_institution(name="Мектеп", place=ulan)
    user = User.objects.get(pk=client.session["_auth_user_id"])
    Reader.objects.create(user=user, only_own=True).places.add(here.place)
    listed = client.get(reverse("institutions:index")).text
    assert here.name in listed
    assert elsewhere.name not in listed
    for name in ("institutions:edit", "institution_link"):
        for way in (client.get, client.post):
            answer = way(reverse(name, args=[elsewhere.pk]), follow=True)
            assert answer.status_code == 404
        assert client.get(reverse(name, args=[here.pk])).status_code == 200


def test_a_moderator_of_some_districts_puts_it_into_no_other(signed_in):
    client = signed_in(roles.MODERATORS)
    user = User.objects.get(pk=client.session["_auth_user_id"])
    ulan = make.Place.objects.get(slug="ulan")
    Reader.objects.create(user=user, only_own=True).places.add(ulan)
    answer = client.post(reverse("institutions:add"), sent_by_staff())
    assert list(answer.context["form"].errors) == ["place"]
    client.post(reverse("institutions:add"), sent_by_staff(place=ulan.pk))
    assert Institution.objects.get().place == ulan


def test_a_moderator_makes_one_and_its_link_is_mailed(signed_in):
    client = signed_in(roles.MODERATORS)
    answer = client.post(reverse("institutions:add"), sent_by_staff())
    assert answer.status_code == 302
    institution = Institution.objects.get()
    assert own_path(institution) in Mail.objects.get(to="school@example.kz").body
    entry = AuditEntry.objects.get(action="institution.add")
    assert entry.target_id == str(institution.pk)
    assert "Школа" not in str(entry.facts)
    assert client.get(reverse("institutions:index")).status_code == 200


@pytest.mark.parametrize("number", ["999940000001", "999999000002", "99994000000"])
def test_a_bin_is_an_organisations(signed_in, number):
    answer = signed_in(roles.MODERATORS).post(
        reverse("institutions:add"), sent_by_staff(bin=number)
    )
    assert answer.status_code == 200
    assert not Institution.objects.exists()


def test_another_link_kills_the_one_before(signed_in):
    institution = make.make_institution()
    client = signed_in(roles.MODERATORS)
    old = own_path(institution)
    page = reverse("institution_link", args=[institution.pk])
    assert client.get(page).status_code == 200
    assert client.get(old).status_code == 200
    assert client.post(page).status_code == 303
    institution.refresh_from_db()
    assert client.get(old).status_code == 404
    assert client.get(own_path(institution)).status_code == 200
    assert own_path(institution) in Mail.objects.get().body
    assert AuditEntry.objects.filter(action="institution.renew_link").count() == 1


def test_another_address_has_another_link(signed_in):
    institution = make.make_institution()
    client, old = signed_in(roles.MODERATORS), own_path(institution)
    edit = reverse("institutions:edit", args=[institution.pk])
    assert client.get(edit).status_code == 200
    client.post(edit, sent_by_staff(name="Иначе", email=institution.email))
    assert client.get(old).status_code == 200
    client.post(edit, sent_by_staff(email="new@example.kz"))
    assert client.get(old).status_code == 404
    assert Mail.objects.get().to == "new@example.kz"
    changed = [entry.facts["changed"] for entry in AuditEntry.objects.filter(
        action="institution.change").order_by("pk")]  # fmt: skip
    assert changed[1] == ["name", "email"]


@pytest.mark.parametrize(
    "role", [roles.ADMINISTRATORS, roles.PRESS, roles.FINANCE, roles.HUB_KEEPERS]
)
def test_no_other_role_comes_near(signed_in, role):
    institution = make.make_institution()
    client, old = signed_in(role), own_path(institution)
    for url in (
        reverse("institutions:index"),
        reverse("institutions:add"),
        reverse("institutions:edit", args=[institution.pk]),
        reverse("institution_link", args=[institution.pk]),
    ):
        for send in (client.get, client.post):
            answer = send(url)
            assert answer.status_code in (302, 403)
            assert "Жұлдыз" not in answer.content.decode()
    assert client.get(old).status_code == 200


def test_whoever_reads_an_institutions_mail_does_not_decide_about_its_wishes():
    moderator = make.make_moderator()
    institution = make.make_institution(email=moderator.email.upper())
    wish = make.tell_wish(institution=institution, submitter_kind="institution")
    obstacles = gate.obstacles_to_step(make.latest(wish), moderator)
    assert gate.OWN_WISH in obstacles
    assert gate.OWN_WISH not in gate.obstacles_to_step(make.latest(wish), make.make_moderator())
