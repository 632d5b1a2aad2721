"""Two officers of finance at the bank's desk, one in Russian, one in Kazakh, wide and narrow."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.e2e.people import sign_in
from tests.factories.bank import as_camt053, as_mt940, booking

pytestmark = pytest.mark.e2e

MUCH = 90_000_00
WIDE, NARROW = 1280, 390
# Those in folds too: the page's own frame cuts off what is too wide, and does not grow.
FIELDS_OUTSIDE = """() => {
    document.querySelectorAll(".office details").forEach(fold => { fold.open = true; });
    return [...document.querySelectorAll(".office form :is(input, select, textarea)")]
        .filter(field => field.getBoundingClientRect().right > innerWidth)
        .map(field => field.name);
}"""


def take_over(page, name: str, statement: bytes, told: str) -> None:
    page.goto("/admin/bank/files/")
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": statement}
    page.set_input_files("[name=file]", file)
    page.click("main form button[type=submit]")
    page.wait_for_url(re.compile(r"/admin/bank/$"))
    assert told in page.locator(".messages").inner_text()


def open_line(page, payer: str, state: str = "new") -> None:
    page.goto(f"/admin/bank/?state={state}")
    page.locator("tr", has_text=payer).get_by_role("link").click()
    page.wait_for_url(re.compile(r"/admin/bank/lines/\d+/"))


def is_whole(page, width: int) -> None:
    """Nothing runs out at the side, and nothing of ours hinders a reader."""
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
    assert page.evaluate(FIELDS_OUTSIDE) == [], page.url
    found = Axe().run(page, context=".office", options={"runOnly": ["wcag2a", "wcag2aa"]})
    assert found.violations_count == 0, found.generate_report()


@pytest.fixture(params=[(WIDE, NARROW), (NARROW, WIDE)], ids=["wide", "narrow"])
def officers(request, site, open_page):
    """A page of each, with its width."""
    # The first page of a process that has just started takes longer than a browser waits.
    site.get("/admin/login/")
    pages = [open_page(width=width) for width in request.param]
    for page, who in zip(pages, ("finance", "finance2"), strict=True):
        sign_in(page, who)
    return list(zip(pages, request.param, strict=True))


def test_statements_cash_and_lines_that_two_set_aside(site, officers, request):
    (one, width), (other, other_width) = officers
    name = request.node.callspec.id
    large, small = f"ТОО Алтын {name}", f"ТОО Күміс {name}"
    mt940 = as_mt940(booking(MUCH, payer=large), booking(-150_00, payer=f"BANK {name}"))
    take_over(one, "march.sta", mt940, "2")
    take_over(other, "march.xml", as_camt053(booking(7_000_00, payer=small)), "1")
    is_whole(other, other_width)
    one.goto("/admin/bank/files/")
    is_whole(one, width)

    open_line(one, large)
    is_whole(one, width)
    one.select_option("[name=what]", "own")
    one.fill("[name=note]", "Хат № 3")
    one.click("button[value=aside]")
    one.wait_for_selector(".messages .success")
    assert one.locator("button[value=decide]").count() == 1
    open_line(other, large)
    is_whole(other, other_width)
    other.click("button[value=decide] >> nth=0")
    other.wait_for_selector(".messages .success")
    one.goto("/admin/bank/?state=aside")
    is_whole(one, width)
    assert large in one.locator(".office").inner_text()

    one.goto("/admin/bank/cash/new/gift/")
    is_whole(one, width)
    housing = site.sql("select id from funds_fund where slug = 'housing'")[0][0]
    one.select_option("[name=fund]", str(housing))
    one.fill("[name=amount_tiyn]", "3 000")
    one.fill("[name=paper_number]", f"К-{name}")
    one.click("main form button[type=submit]")
    one.wait_for_url(re.compile(r"/admin/bank/cash/$"))
    other.goto("/admin/bank/cash/")
    is_whole(other, other_width)
    slip = other.locator("section, li, tr, article, div.w-panel", has_text=f"К-{name}").last
    slip.locator("button[value=confirm]").click()
    other.wait_for_selector(".messages .success")
    other.goto("/admin/bank/balance/")
    is_whole(other, other_width)
    assert "0 violations" in site.manage("check_ledger")
