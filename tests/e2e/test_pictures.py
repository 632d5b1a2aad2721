"""The press brings pictures, and a story is told: a child stands only where its consent reaches."""

import io
import json
import re

import pytest
from PIL import Image

from tests.e2e.people import sign_in

pytestmark = pytest.mark.e2e

FULFIL = """
import json
from tests.factories import wishes as make
from wishes.dossiers.models.scope import NEEDED
make._numbers = iter(range(900, 1000))
wish = make.fulfilled_wish(scope=(*NEEDED, "tell_story:text"), email="guardian@example.org")
print(json.dumps([wish.code, wish.page.pseudonym]))
"""
WITHDRAW = """
from wishes import lifecycle
from wishes.models import Wish
lifecycle.withdraw(Wish.objects.get(code={code!r}))
"""


def speak(site, language):
    """The admin's language is the person's own."""
    site.sql("update wagtailusers_userprofile set preferred_language = %s returning 1", language)


def drawn(color):
    file = io.BytesIO()
    Image.new("RGB", (300, 200), color).save(file, "PNG")
    return file.getvalue()


def upload(press, names):
    press.goto("/admin/images/multiple/add/")
    files = [
        {"name": f"{name}.png", "mimeType": "image/png", "buffer": drawn(color)}
        for name, color in zip(names, ("teal", "orange"), strict=True)
    ]
    press.set_input_files("#fileupload", files)
    press.locator("#upload-list form").nth(len(names) - 1).wait_for()


def push(page, button):
    """Also within a menu that is folded up."""
    page.locator(button).first.evaluate("button => button.click()")


def choose_picture(press, title):
    push(press, "#id_picture-chooser .unchosen [data-chooser-action-choose]")
    press.locator(".modal a", has_text=title).first.click()
    press.locator(".modal-backdrop").wait_for(state="detached")


def publish(press):
    with press.expect_navigation():
        push(press, "button[name=action-publish]")


def is_listed(press):
    """After a page went on the site its editor stands at the list again."""
    return re.search(r"/admin/pages/\d+/$", press.url) is not None


def test_a_picture_that_nobody_spoke_of_stays_off_a_page_of_news(site, open_page):
    speak(site, "ru")
    press = open_page()
    sign_in(press, "press")
    upload(press, ("drawing", "child"))
    assert press.locator("#upload-list input[type=radio]:checked").count() == 0
    first = press.locator("#upload-list form").first
    first.locator("input[type=radio][value=drawing]").check()
    first.locator("button[type=submit], input[type=submit]").first.click()
    press.locator("#upload-list form").nth(1).wait_for(state="detached")
    rows = site.sql("select consent, title from images_siteimage where title ~ 'drawing|child'")
    title = dict(rows)
    assert set(title) == {"drawing", "child"}
    (news,) = site.sql(
        "select id from wagtailcore_page p join home_newsindexpage n on n.page_ptr_id = p.id "
        "where p.url_path like %s", "%/ru/%",
    )[0]  # fmt: skip
    press.goto(f"/admin/pages/add/home/newspage/{news}/")
    press.fill("[name=title]", "Новость")
    choose_picture(press, title["child"])
    press.fill("[name=picture_alt]", "x")
    publish(press)
    assert press.locator(".w-field__errors", has_text="ребёнок").count()
    choose_picture(press, title["drawing"])
    publish(press)
    assert is_listed(press)


def test_a_story_is_drafted_screened_published_and_withdrawn(site, open_page, watch):
    watch.allow("410")
    speak(site, "kk")
    code, name = json.loads(site.manage("shell", "-c", FULFIL).strip().splitlines()[-1])
    moderator, press, reader = open_page(width=390), open_page(), open_page(width=360)
    sign_in(moderator, "moderator1")
    moderator.goto(f"/admin/wish-stories/{code}/")
    moderator.locator("form[method=post] button[type=submit]").last.click()
    moderator.wait_for_load_state()
    (story,) = site.sql(
        "select p.id from campaigns_storypage s join wagtailcore_page p on p.id = s.page_ptr_id "
        "join wagtailcore_locale l on l.id = p.locale_id "
        "where s.wish_code = %s and l.language_code = 'kk'", code,
    )[0]  # fmt: skip
    sign_in(press, "press")
    press.goto(f"/admin/pages/{story}/edit/")
    lead = press.input_value("[name=lead]")
    assert name in lead
    press.fill("[name=lead]", f"{lead} Демеуші Серік Оразбаев.")
    publish(press)
    assert press.locator(".w-field__errors", has_text="Оразбаев").count()
    with press.expect_navigation():
        push(press, "button.action-save")
    moderator.goto(f"/admin/wish-stories/{code}/")
    moderator.locator("[name=note]").first.fill("келіскен демеуші")
    moderator.locator("form:has([name=note]) button").first.click()
    moderator.wait_for_load_state()
    press.goto(f"/admin/pages/{story}/edit/")
    publish(press)
    assert is_listed(press)
    address = f"/kk/stories/wish-{code.lower()}/"
    assert reader.goto(address).status == 200
    site.manage("shell", "-c", WITHDRAW.format(code=code))
    assert reader.goto(f"{address}?again").status == 410
