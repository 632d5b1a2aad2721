"""Moderators at work in a browser: by keyboard alone, in few clicks, on a telephone, without JS."""

import re

import pytest

from tests.e2e.people import sign_in

pytestmark = pytest.mark.e2e

PLACE = "?district=ridder"
CLEAN = "Хочу играть с друзьями во дворе после уроков каждый день."
PHONE = "Хочу играть во дворе каждый день. Звоните маме 8 701 123 45 67."
# The wish that is told too vaguely, the one that is refused, and the one with a telephone number.
VAGUE, CASH, WITH_PHONE = "Что-нибудь", "Деньги", "Самокат"

TELL = """
from tests.factories.wishes import tell_wish
for what, why in {wishes!r}:
    tell_wish(what=what, why=why)
"""


CLEAR = """
from wishes import lifecycle
from wishes.models import Wish
from wishes.states import IN_MODERATION
for wish in Wish.objects.filter(state__in=IN_MODERATION, page__place__slug="ridder"):
    lifecycle.withdraw(wish)
"""


@pytest.fixture(autouse=True)
def nothing_waits_in_ridder(site):
    """What another test has told there would be read first."""
    site.manage("shell", "-c", CLEAR)


def tell(site, wishes: list[tuple[str, str]]) -> None:
    """Told by the form's own code, in Ridder; each under a title of its own, or it is the same."""
    site.manage("shell", "-c", TELL.format(wishes=wishes))


def states(site) -> dict[str, str]:
    found = site.sql(
        "select a.told_title, w.state from wishes_wish w "
        "join dossiers_application a on a.wish_id = w.id "
        "join wishes_wishpage p on p.page_ptr_id = w.page_id "
        "join wishes_place l on l.id = p.place_id where l.slug = 'ridder'"
    )
    return dict(found)


def press(page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def go(page, *keys: str) -> None:
    """The same keys, of which the last one leads to another page."""
    with page.expect_navigation():
        press(page, *keys)


def title_of(page) -> str:
    """What is wished for, as the dossier tells it; "" once the way is at its end."""
    if "/wishes/?" in page.url:
        return ""
    return page.locator("#desk-dossier + h3 + dl dd").first.inner_text()


def decide(page) -> None:
    """Read one wish and decide, as somebody with both hands on the keyboard."""
    title = title_of(page)
    if title == VAGUE:
        # The second reason of the list; Enter in the list sends the answer.
        go(page, "c", "2", "Enter")
    elif title == CASH:
        go(page, "r", "1", "Enter")
    else:
        while page.locator("[data-hit]").count():
            go(page, "f", "x", "Enter")
        go(page, "a", "Enter")


def work_through(page) -> int:
    """From the queue to its end; returns how many wishes were read."""
    page.goto(f"/admin/wishes/{PLACE}")
    go(page, "j")
    read = 0
    while title_of(page):
        decide(page)
        read += 1
    return read


def test_two_moderators_work_through_twenty_wishes_by_keyboard_alone(site, open_page):
    first, second = open_page(), open_page()
    sign_in(first, "moderator1")
    sign_in(second, "moderator2")
    assert work_through_is_empty(first)
    plain = [(f"Мяч номер {n}", CLEAN) for n in range(17)]
    tell(site, [*plain, (WITH_PHONE, PHONE), (VAGUE, CLEAN), (CASH, CLEAN)])

    assert work_through(first) == 20
    # Who safeguarded has nothing more to do here: the rest is for somebody else.
    assert work_through_is_empty(first)
    assert work_through(second) == 18

    after = states(site)
    assert after.pop(VAGUE) == "changes_requested"
    assert after.pop(CASH) == "rejected"
    assert {after[title] for title, _why in [*plain, (WITH_PHONE, PHONE)]} == {"published"}
    shown = site.sql("select story_ru from wishes_catalogueentry where title_ru = %s", WITH_PHONE)
    assert "701" not in shown[0][0]


def work_through_is_empty(page) -> bool:
    page.goto(f"/admin/wishes/{PLACE}")
    return page.locator("[data-key=j]").count() == 0


KEY = "(key) => document.body.dispatchEvent(new KeyboardEvent('keydown', {...key, bubbles: true}))"


def test_keys_are_only_letters_while_somebody_types_and_h_tells_them(site, open_page):
    tell(site, [("Скакалка", CLEAN)])
    page = open_page()
    sign_in(page, "moderator1")
    page.goto(f"/admin/wishes/{PLACE}")
    go(page, "j")
    here = page.url
    press(page, "n")
    page.keyboard.type("jackrabbit")
    assert page.locator("#desk-notes textarea").input_value() == "jackrabbit"
    assert page.url == here
    press(page, "Escape", "h")
    assert page.locator("#desk-keys").is_visible()
    press(page, "j", "Escape")
    assert page.url == here
    # A layout without Latin letters: the key's place counts.
    page.evaluate(KEY, {"key": "ф", "code": "KeyA"})
    assert page.evaluate("document.activeElement.value") == "approve"
    # A key held down runs on into nothing.
    page.evaluate(KEY, {"key": "j", "repeat": True})
    assert page.url == here


class Clicks:
    def __init__(self, page) -> None:
        self.page, self.count = page, 0

    def on(self, selector: str) -> None:
        with self.page.expect_navigation():
            self.page.click(selector)
        self.count += 1


def test_an_ordinary_wish_takes_six_clicks_from_the_dashboard_to_the_site(site, open_page):
    title = "Обруч"
    tell(site, [(title, CLEAN)])
    clicks = 0
    for moderator in ("moderator1", "moderator2"):
        page = open_page()
        sign_in(page, moderator)
        hand = Clicks(page)
        hand.on("a[href='/admin/wishes/']")
        hand.on(".desk-list__link:has-text('" + title + "')")
        hand.on("button[name=action][value=approve]")
        clicks += hand.count
    assert clicks <= 6
    assert states(site)[title] == "published"


TOO_SMALL = """() => [...document.querySelectorAll(
    '.desk button, .desk .button, .desk summary, .desk select, .desk textarea, '
    + '.desk input[type=text], .desk-list__link, .desk__count, '
    + '.desk label:has(input[type=radio]), .desk label:has(input[type=checkbox])')]
  .filter((each) => each.checkVisibility() && !each.closest('dialog'))
  .filter((each) => {
    const box = each.getBoundingClientRect();
    return box.height < 43.5 || box.width < 43.5;
  })
  .map((each) => each.outerHTML.slice(0, 90))"""

WIDER = "() => [...document.querySelectorAll('.desk')].some((d) => d.scrollWidth > d.clientWidth)"
UNFOLD = "() => document.querySelectorAll('details').forEach((each) => (each.open = true))"


def test_the_desk_works_on_a_telephone(site, open_page):
    tell(site, [("Ракетка", PHONE)])
    page = open_page(width=390, has_touch=True, is_mobile=True)
    sign_in(page, "moderator1")
    page.goto(f"/admin/wishes/{PLACE}")
    for opened in (False, True):
        if opened:
            page.tap("a[data-key=j]")
            page.wait_for_url(re.compile(r"/admin/wishes/[A-Z0-9]{8}/"))
            page.evaluate(UNFOLD)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert not page.evaluate(WIDER)
        assert page.evaluate(TOO_SMALL) == []
    assert page.locator(".desk__bar").evaluate(
        "(bar) => bar.getBoundingClientRect().bottom <= innerHeight + 1"
    ), "the decisions stay in reach"


def test_without_javascript_a_hit_is_taken_out_and_the_guardian_answered(site, page_without_js):
    tell(site, [("Гитара", PHONE)])
    page = page_without_js
    sign_in(page, "moderator1")
    page.goto(f"/admin/wishes/{PLACE}")
    page.click(".desk-list__link:has-text('Гитара')")
    page.click("[data-hit] button[value=take-out]")
    page.wait_for_load_state()
    assert page.locator("[data-hit]").count() == 0
    page.click(".desk__answer:first-of-type summary")
    page.check(".desk__answer:first-of-type .desk__reason:first-of-type input")
    words = page.locator(".desk__answer:first-of-type textarea:visible")
    assert words.count() == 1, "the words of the chosen reason, and no others"
    words.fill("Какая гитара?")
    page.click(".desk__answer:first-of-type button[name=preview]")
    assert "Какая гитара?" in page.locator(".desk__letter").inner_text()
    page.click(".desk__answer:first-of-type button[name=action]")
    page.wait_for_load_state()
    assert states(site)["Гитара"] == "changes_requested"
