"""What staff keep in lists cannot break a page, and lists tell nobody a child's name."""

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.models import Page, PageLogEntry

from home.models import HomePage
from tests.factories import wishes as make
from users.models import User
from wishes.models import Category, WishPage
from wishes.models.reference import Drawing

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(client):
    user = User.objects.create_superuser("root", "root@example.kz", "pass")
    client.force_login(user)
    return user


@pytest.mark.parametrize("drawing", Drawing.values)
def test_each_drawing_to_choose_is_there(drawing):
    assert (settings.ROOT / f"static/img/illustrations/{drawing}.svg").exists()


def test_a_drawing_that_is_not_there_cannot_be_chosen():
    category = Category.objects.first()
    category.illustration = "wish-other"
    with pytest.raises(ValidationError, match="wish-other"):
        category.full_clean()
    assert set(Category.objects.values_list("illustration", flat=True)) <= set(Drawing.values)
    assert Category().illustration in Drawing.values


def test_titles_and_logs_do_not_tell_the_name_before_anybody_has_read_it():
    wish = make.tell_wish(given_name="Айгерим-Канария", scope=make.agreeing_to("first_name"))
    page = make.latest(wish)
    assert page.pseudonym == "Айгерим-Канария"
    assert page.title == page.draft_title == wish.code
    assert not PageLogEntry.objects.filter(label__contains="Канария").exists()
    assert not page.revisions.filter(object_str__contains="Канария").exists()


def test_a_decision_opened_by_its_address_is_no_error(client, root):
    page = WishPage.objects.get(pk=make.tell_wish().page_id)
    state = page.current_workflow_task_state
    for action in ("approve", "changes", "reject"):
        url = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, action, state.pk])
        assert client.get(url).status_code == 200


@pytest.mark.parametrize("name", ["delete", "copy", "bulk"])
def test_what_stands_above_the_wishes_stays(client, root, name):
    make.published_wish()
    home = HomePage.objects.get(locale__language_code="kk")
    if name == "bulk":
        url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
        url += f"?id={home.pk}"
    else:
        url = reverse(f"wagtailadmin_pages:{name}", args=[home.pk])
    copied = {"new_title": "x", "new_slug": "x", "copy_subpages": "on",
              "new_parent_page": home.get_parent().pk}  # fmt: skip
    pages = Page.objects.count()
    response = client.post(url, {"confirm_site_name": "Zhurek", **copied})
    assert response.status_code == 302
    assert Page.objects.count() == pages
