"""A wish is promised from a telephone, brought to the hub, handed over by two; its donor hears."""

import re
from pathlib import Path

import pytest
from PIL import Image

from tests.e2e.people import send, sign_in

pytestmark = pytest.mark.e2e
DONOR = "giver@example.org"


@pytest.fixture(scope="module")
def paper(tmp_path_factory) -> Path:
    """The paper that a family signs, photographed."""
    path = tmp_path_factory.mktemp("paper") / "signed.jpg"
    Image.new("RGB", (600, 800), "white").save(path)
    return path


def waiting_code(site) -> str:
    return site.sql(
        "select code from wishes_catalogueentry where status = 'published' "
        "and price_tiyn < 4000000 order by published_at limit 1"
    )[0][0]


def promise(page, code: str, email: str) -> None:
    page.goto(f"/ru/wishes/{code}/")
    page.click(f"a[href='/ru/wishes/{code}/claim/']")
    page.fill("[name=donor_name]", "Асель")
    page.fill("[name=donor_email]", email)
    page.locator("[name=hub]").first.check()
    page.check("[name=agreed]")
    send(page)


def link_to(site, email: str) -> str:
    letter = site.wait_for_mail(email).get_content()
    return re.search(r"http://\S+/ru/wishes/claims/\S+", letter)[0]


def press(page, action: str) -> None:
    page.click(f"button[name=action][value={action}]")
    page.wait_for_load_state()


def no_wider_than_the_screen(page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_from_the_promise_to_the_child(site, open_page, watch, paper):
    code = waiting_code(site)
    donor = open_page(javascript=False, width=360)
    promise(donor, code, DONOR)
    assert donor.url.endswith(f"/ru/wishes/{code}/claim/sent/")

    link = link_to(site, DONOR)
    donor.goto(link)
    press(donor, "confirm")
    reader = open_page()
    reader.goto(f"/ru/wishes/{code}/")
    assert reader.locator(f"a[href='/ru/wishes/{code}/claim/']").count() == 0
    assert "tag.pdf" in donor.content()
    tag = donor.request.get(link + "tag.pdf")
    assert tag.body().startswith(b"%PDF")
    press(donor, "extend")
    assert donor.locator("button[value=extend]").count() == 0
    (gift,) = site.sql("select code from claims_claim where donor_email = %s", DONOR)[0]

    keeper, other = open_page(width=390), open_page()
    sign_in(keeper, "hub1")
    keeper.goto("/admin/claims/")
    keeper.fill("[name=code]", f"{gift[:3].lower()} {gift[3:].lower()}")
    keeper.click("form[role=search] button")
    press(keeper, "receive")
    press(keeper, "tell_guardian")
    keeper.set_input_files("[name=paper]", paper)
    press(keeper, "prepare")
    assert keeper.locator("button[value=confirm]").count() == 0
    no_wider_than_the_screen(keeper)

    sign_in(other, "hub2")
    other.goto(f"/admin/claims/gifts/{gift}/")
    assert other.locator("button[value=confirm]").count() == 0
    paper_link = other.locator("#main a[href$='/paper/']").first.get_attribute("href")
    assert other.request.get(f"{site.url}{paper_link}").ok
    other.reload()
    press(other, "confirm")
    press(other, "fulfil")
    other.fill("[name=text]", "Рахмет! Мен өте қуаныштымын.")
    press(other, "write")

    moderator = open_page()
    sign_in(moderator, "moderator1")
    moderator.goto(f"/admin/claims/gifts/{gift}/")
    press(moderator, "approve")

    assert "Рахмет!" in site.wait_for_mail(DONOR, count=5).get_content()
    donor.goto(link)
    assert donor.get_by_text("Рахмет!").count()
    no_wider_than_the_screen(donor)
    reader.goto(f"/ru/wishes/{code}/")
    assert reader.locator(".badge--ok").count()


def test_a_promise_can_be_given_back(site, open_page):
    code = waiting_code(site)
    donor = open_page(javascript=False)
    promise(donor, code, "back@example.org")
    donor.goto(link_to(site, "back@example.org"))
    press(donor, "confirm")
    donor.click("main summary")
    press(donor, "give_up")
    reader = open_page()
    reader.goto(f"/kk/wishes/{code}/")
    assert reader.locator(f"a[href='/kk/wishes/{code}/claim/']").count()


def test_who_confirms_a_little_later_is_told_kindly(site, open_page, watch):
    watch.allow("409")
    code = waiting_code(site)
    quick, slow = open_page(width=360), open_page(width=360)
    for page, email in ((slow, "slow@example.org"), (quick, "quick@example.org")):
        promise(page, code, email)
        page.goto(link_to(site, email))
    press(quick, "confirm")
    press(slow, "confirm")
    assert slow.locator("main a[href='/ru/wishes/']").count()
    assert slow.locator("button[value=confirm]").count() == 0
    no_wider_than_the_screen(slow)
