"""What each person does on the site, through a browser page of theirs."""

import re
from dataclasses import dataclass

from demo.people import PASSWORD

CARD = "4242424242424242"
DECLINED_CARD = "4000000000000002"


@dataclass(frozen=True)
class WishTold:
    """Marked words, so that a test can look for them anywhere."""

    title: str = "Велосипед шлемі"
    why: str = "Достарымызбен бірге тау соқпағында жүреміз"
    family_name: str = "Құпиятегі"
    given_name: str = "Құпияаты"
    patronymic: str = "Құпияқызы"
    guardian_name: str = "Құпия Қамқоршы"
    relation: str = "құпияана"
    email: str = "qupiya.guardian@example.org"
    phone: str = "8 705 123 45 67"
    born_on: str = "23.11.2014"
    iin: str = "999999000303"
    school: str = "Құпия мектебі"
    address: str = "Құпия көшесі 7"


def fill_telling(page, told: WishTold) -> None:
    """Fill the whole form of a wish; nothing in it needs JavaScript."""
    page.check("[name=submitter_kind][value=guardian]")
    for name in ("guardian_name", "relation", "phone", "email", "given_name", "family_name"):
        page.fill(f"[name={name}]", getattr(told, name))
    for name in ("patronymic", "born_on", "iin", "school", "address"):
        page.fill(f"[name={name}]", getattr(told, name))
    page.select_option("[name=category]", "sports")
    page.select_option("[name=place]", "ridder")
    page.fill("[name=what]", told.title)
    page.fill("[name=why]", told.why)
    page.fill("[name=price]", "14 500 ₸")
    page.check("[name=show_wish][value=text]")
    page.check("[name=pass_gift]")
    page.check("[name=child_assent][value=yes]")
    page.check("[name=agreed]")
    # Who sends so long a form within two seconds is taken for a machine.
    page.wait_for_timeout(2_000)


def tell_wish(page, language: str, told: WishTold) -> str:
    """Tell a wish; returns the path of the private link."""
    page.goto(f"/{language}/wishes/submit/")
    fill_telling(page, told)
    send(page)
    page.wait_for_url(re.compile(rf"/{language}/wishes/follow/"))
    return page.url


def send(page) -> None:
    page.click("main form[method=post] button[type=submit]")


def sign_in(page, username: str) -> None:
    page.goto("/admin/login/")
    page.fill("[name=username]", username)
    page.fill("[name=password]", PASSWORD)
    page.click("form button[type=submit]")
    page.wait_for_url(re.compile(r"/admin/$"))


def approve(page, code: str) -> None:
    """Take the step that is open on this wish, on the moderators' desk."""
    page.goto(f"/admin/wishes/{code}/")
    page.click("button[name=action][value=approve]")
    page.wait_for_load_state()


def begin_gift(page, language: str, fund: str, amount: str, email: str, name: str = "") -> None:
    """Fill the form of a gift and go to the pay page."""
    page.goto(f"/{language}/donate/{fund}/")
    page.check("[name=preset][value=own]")
    page.fill("[name=amount]", amount)
    page.fill("[name=donor_email]", email)
    page.fill("[name=donor_name]", name)
    send(page)


def pay(page, card: str = CARD) -> None:
    """Fill the pay page of the sandbox and press its button."""
    page.fill("[name=number]", card)
    page.fill("[name=expiry]", "12 / 34")
    page.fill("[name=cvc]", "123")
    page.fill("[name=name]", "A Donor")
    page.click("form button[type=submit]")


def see_thanks(page) -> None:
    """Wait until the gift's page says that it is paid; it reloads by itself until then."""
    page.wait_for_url(re.compile("/gifts/"))
    page.wait_for_selector(".badge--ok")
