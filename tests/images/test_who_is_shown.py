"""What a picture shows is asked, counts as a child until it is said, and is lowered by few."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from wagtail.models import Collection

from audit.models import AuditEntry
from images import children
from images.models import PhotoConsent, SiteImage
from tests.factories.pages import make_picture
from tests.factories.staff import make_officer
from tests.images.test_uploading import form, send_several, upload
from users import roles

pytestmark = pytest.mark.django_db


@pytest.fixture
def press(client):
    client.force_login(make_officer(roles.PRESS))
    return client


@pytest.fixture
def moderator(client):
    client.force_login(make_officer(roles.MODERATORS))
    return client


def edit(client, image, **answers):
    url = reverse("wagtailimages:edit", args=[image.pk])
    data = {"title": "Desk", "collection": Collection.get_first_root_node().pk, **answers}
    return client.post(url, data)


def answer_after_upload(client, image, **answers):
    """As the page for several pictures asks for each, once it is there."""
    data = {"title": "Desk", "collection": Collection.get_first_root_node().pk, **answers}
    return client.post(
        reverse("wagtailimages:edit_multiple", args=[image.pk]),
        {f"image-{image.pk}-{name}": value for name, value in data.items()},
        headers={"X-Requested-With": "XMLHttpRequest"},
    )


def shows():
    return SiteImage.objects.get().consent


def test_nobody_has_said_so_it_counts_as_a_child():
    assert SiteImage().consent == PhotoConsent.CHILD


def test_several_at_once_stay_children_until_it_is_answered(press):
    form_of_it = send_several(press, upload()).json()["form"]
    assert shows() == PhotoConsent.CHILD
    assert 'type="radio"' in form_of_it
    assert "checked" not in form_of_it
    image = SiteImage.objects.get()
    assert answer_after_upload(press, image).json()["success"]
    assert shows() == PhotoConsent.CHILD
    assert answer_after_upload(press, image, consent="drawing").json()["success"]
    assert shows() == PhotoConsent.DRAWING


def test_a_single_upload_asks_and_ticks_nothing(press):
    asked = press.get(reverse("wagtailimages:add")).text
    assert 'value="drawing"' in asked
    assert "checked" not in asked
    press.post(reverse("wagtailimages:add"), form(file=upload()))
    assert shows() == PhotoConsent.DRAWING
    assert SiteImage.objects.get().consent_said_at


def test_not_answered_it_is_a_child(press):
    data = form(file=upload())
    del data["consent"]
    press.post(reverse("wagtailimages:add"), data)
    assert shows() == PhotoConsent.CHILD
    assert SiteImage.objects.get().consent_said_at is None


@pytest.mark.parametrize("less", ["drawing", "adults"])
@pytest.mark.parametrize("ask", [edit, answer_after_upload])
def test_the_press_does_not_take_a_child_back(press, ask, less):
    press.post(reverse("wagtailimages:add"), form(file=upload(), consent="child"))
    answer = ask(press, SiteImage.objects.get(), consent=less)
    assert answer.status_code == 200
    assert "Only a moderator can take that back" in answer.content.decode()
    assert shows() == PhotoConsent.CHILD


def test_a_moderator_does(moderator):
    image = make_picture(consent="child", wish_code="ABC")
    assert edit(moderator, image, consent="drawing").status_code == 302
    image.refresh_from_db()
    assert (image.consent, image.wish_code) == (PhotoConsent.DRAWING, "")


def test_everybody_may_say_that_it_is_more(press):
    image = make_picture()
    assert edit(press, image, consent="child").status_code == 302
    assert shows() == PhotoConsent.CHILD


def test_each_answer_is_written_down(moderator):
    image = make_picture(consent="child")
    edit(moderator, image, consent="adults")
    edit(moderator, image, consent="adults")
    entry = AuditEntry.objects.get(action="picture.say")
    assert entry.facts == {"from": "child", "to": "adults"}
    assert entry.target_id == str(image.pk)
    assert entry.actor


def test_the_function_itself_refuses():
    image = make_picture(consent="child")
    with pytest.raises(PermissionDenied):
        children.say(image, "drawing", make_officer(roles.PRESS))
    children.say(image, "drawing", make_officer(roles.MODERATORS))
    assert shows() == PhotoConsent.DRAWING


def test_a_picture_belongs_to_one_wish_and_shows_its_child():
    image = make_picture(consent="child")
    children.belong_to("ABC", [image.pk])
    children.belong_to("XYZ", [image.pk])
    assert SiteImage.objects.get().wish_code == "ABC"
    with pytest.raises(IntegrityError), transaction.atomic():
        SiteImage.objects.update(consent="drawing")


def test_moderators_bring_pictures_and_no_documents(moderator):
    assert moderator.get(reverse("wagtailimages:add")).status_code == 200
    assert moderator.get(reverse("wagtailimages_chooser:choose")).status_code == 200
    assert moderator.get(reverse("wagtaildocs:add")).status_code != 200
