"""A picture of a child stands on no page of the press but a story whose wish's consent allows it.

Whatever the way: each of `WAYS` on a page that shows such a picture. Afterwards no reader is shown
it, at the latest once the clock's step `clear_live_pages` has run.
"""

import pytest
from django.core import serializers
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from wagtail.models import Page, ReferenceIndex
from wagtail.rich_text import RichText

from campaigns import gates
from campaigns.editorial import EditorialPage
from campaigns.models import StoryPage
from edge.refused import MayNotBeLive
from home.models import NewsPage, StandardPage
from images.models import PhotoConsent
from images.places import places
from search.models import SearchEntry
from tests.campaigns.ways import ASKED, BY_THE_CLOCK, form_of, outcome, page_form
from tests.factories.pages import make_picture, make_site
from tests.factories.staff import make_officer
from users import roles
from users.models import User

pytestmark = pytest.mark.django_db


def described(picture):
    picture.contextual_alt_text, picture.decorative = "", True
    return picture


def as_block(picture):
    return {"body": [("picture", {"image": described(picture), "caption": "Айгүл"})]}


def in_a_text(picture):
    embed = f'<embed alt="x" embedtype="image" format="left" id="{picture.pk}"/>'
    return {"body": [("paragraph", RichText(f"<p>Жаңалық</p>{embed}"))]}


STANDS = {"picture": lambda picture: {"picture": picture}, "block": as_block, "text": in_a_text}


@pytest.fixture
def site():
    return make_site()


@pytest.fixture
def child():
    return make_picture(consent=PhotoConsent.CHILD, description="x")


@pytest.fixture
def root(client, db):
    client.force_login(User.objects.create_superuser("root", "root@example.kz", "pass"))
    return client


def draft_with(site, child, stands="picture", model=NewsPage):
    return site.add(model, "ru", live=False, **STANDS[stands](child))


def shows(page, picture):
    page = Page.objects.get(pk=page.pk).specific
    return page.live and picture.pk in [place.image for place in places(page)]


def shown(picture, way, page, client, afterwards=lambda: None):
    """Whether that way leads to it on a live page."""

    def found():
        afterwards()
        live = Page.objects.live().specific()
        return any(picture.pk in [place.image for place in places(page)] for page in live)

    return outcome(way, page, client, found)


def test_no_way_leads_onto_a_page(site, child, root):
    page = draft_with(site, child)
    found = {name: shown(child, way, fresh(page), root) for name, way in ASKED.items()}
    assert found == dict.fromkeys(ASKED, False)


def test_the_control_a_drawing_goes_every_way(site, root):
    drawing = make_picture(description="x")
    page = draft_with(site, drawing)
    ways = {name: way for name, way in ASKED.items() if name != "a schedule in the form"}
    found = {name: shown(drawing, way, fresh(page), root) for name, way in ways.items()}
    assert found == dict.fromkeys(ways, True)


def fresh(page):
    return type(page).objects.get(pk=page.pk)


def test_it_is_found_wherever_it_stands(site, child):
    tried = 0
    for model in EditorialPage.__subclasses__():
        page = model.objects.filter(locale__language_code="ru").first() or site.add(model, "ru")
        for fields in (stands(child) for stands in STANDS.values()):
            if not all(hasattr(page, name) for name in fields):
                continue
            again = fresh(page)
            for name, value in fields.items():
                setattr(again, name, value)
            with pytest.raises(MayNotBeLive), transaction.atomic():
                again.save_revision().publish()
            again.live = True
            with pytest.raises(MayNotBeLive):
                again.save()
            tried += 1
    assert tried > len(EditorialPage.__subclasses__())
    assert not any(shows(page, child) for page in Page.objects.all())


@pytest.mark.parametrize("stands", STANDS)
def test_what_no_page_was_asked_about_is_taken_off_by_the_clock(stands, site, child, client):
    page = draft_with(site, child, stands)
    ReferenceIndex.create_or_update_for_object(page)
    for way in BY_THE_CLOCK.values():
        assert shown(child, way, fresh(page), client)
        assert not shown(child, way, fresh(page), client, gates.clear_live_pages)
    Page.objects.filter(pk=page.pk).update(live=True)
    assert gates.clear_live_pages() == 1
    assert fresh(page).live, "the page stays, without it"
    assert gates.clear_live_pages() == 0


def test_who_says_later_that_it_shows_a_child_has_it_off_every_page(site, client):
    picture = make_picture(description="x")
    page = site.add(NewsPage, "ru", **as_block(picture))
    page.save_revision().publish()
    assert "aigul" in SearchEntry.objects.get(page=page).folded
    ReferenceIndex.create_or_update_for_object(page)
    assert gates.clear_live_pages() == 0
    type(picture).objects.update(consent=PhotoConsent.CHILD)
    assert gates.clear_live_pages() == 1
    assert not shows(page, picture)
    assert "aigul" not in SearchEntry.objects.get(page=page).folded


def test_what_stands_beside_it_stays(site, child):
    page = draft_with(site, child, "text")
    Page.objects.filter(pk=page.pk).update(live=True)
    ReferenceIndex.create_or_update_for_object(page)
    gates.clear_live_pages()
    assert "Жаңалық" in str(NewsPage.objects.get(pk=page.pk).body)


def test_the_press_reads_why_beside_the_field(site, child, client):
    client.force_login(make_officer(roles.PRESS))
    page = draft_with(site, child)
    answer = page_form(page, client)
    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == {"picture"}
    assert "shows a child" in str(answer.context["form"].errors["picture"])
    page = draft_with(site, child, "block")
    answer = page_form(page, client)
    (error,) = answer.context["form"].errors["body"].as_data()
    assert "shows a child" in error.block_errors[0].message


def test_a_draft_may_hold_it(site, child, client):
    client.force_login(make_officer(roles.PRESS))
    page = draft_with(site, child)
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert client.post(url, form_of(page)).status_code == 302


def test_a_story_of_no_wish_has_no_consent_for_one(site, child):
    story = site.add(StoryPage, "ru", live=False, picture=child)
    with pytest.raises(MayNotBeLive):
        story.save_revision().publish()


def test_loading_a_page_from_a_file_is_no_way(site, child, tmp_path):
    page = draft_with(site, child, model=StandardPage)
    page.live = True
    file = tmp_path / "rows.json"
    rows = [Page.objects.get(pk=page.pk), page]
    rows[0].live = True
    file.write_text(serializers.serialize("json", rows), encoding="utf-8")
    call_command("loaddata", str(file), verbosity=0)
    ReferenceIndex.create_or_update_for_object(page)
    gates.clear_live_pages()
    assert not shows(page, child)
