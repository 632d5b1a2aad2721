"""A small site on which every public address has something to open."""

import re
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from itertools import product

from django.conf import settings
from django.db import connection
from django.test import Client

from campaigns.donors import links as donor_links
from campaigns.models import CampaignPage, StoryPage
from campaigns.receipts import issuing
from campaigns.receipts.models import Receipt
from home.models import NewsPage
from outbox.models import Mail
from tests.factories import claims as given
from tests.factories import wishes as make
from tests.factories.bank import make_pledge
from tests.factories.money import make_fund, make_gift
from tests.factories.pages import make_picture, make_site, publish
from tests.factories.settled import settled_gift
from tests.monthly.monthly_donor import MonthlyDonor
from tests.safeguarding import addresses
from wishes.claims.links import LINKS
from wishes.dossiers import links
from wishes.models import Wish
from wishes.retention import copies

NAMES_IN_A_PAGE = re.compile(r"""<(?:input|select|textarea|button)[^>]*\bname=["']([^"']+)""")

# 405: only to be sent to.
OPENED = (200, 301, 302, 303, 405)


@dataclass
class World:
    """`paths`: what opens at each address; `names`: the fields of the forms there; `takes`: where
    something may be sent to; `cookies`: those of a donor who looks at their own gifts."""

    client: Client
    paths: dict[addresses.Address, list[str]] = field(default_factory=dict)
    names: dict[str, list[str]] = field(default_factory=dict)
    takes: set[str] = field(default_factory=set)
    cookies: SimpleCookie = field(default_factory=SimpleCookie)

    def look(self, known: dict[str, list[str]]) -> None:
        """Try every address with every key; in Kazakh and English with what opens in Russian."""
        every = addresses.public()
        opens = {one.route: self._try(one, known) for one in every
                 if not one.route.startswith(("kk/", "en/"))}  # fmt: skip
        for address in every:
            language, _slash, rest = address.route.partition("/")
            if address.route not in opens:
                paths = opens[f"ru/{rest}"]
                self.paths[address] = [path.replace("/ru/", f"/{language}/", 1) for path in paths]
                for path, here in zip(paths, self.paths[address], strict=True):
                    self.names[here] = self.names.get(path, [])
                    self.takes |= {here} if path in self.takes else set()
            else:
                self.paths[address] = opens[address.route]

    def _try(self, address: addresses.Address, known: dict[str, list[str]]) -> list[str]:
        values = [known.get(part, known["path"]) for part in address.parts]
        paths = [
            address.path(dict(zip(address.parts, one, strict=True))) for one in product(*values)
        ]
        answers = {path: self.client.get(path) for path in paths}
        opened = [path for path, answer in answers.items() if answer.status_code in OPENED]
        for path in opened:
            if not answers[path].streaming:
                shown = answers[path].content.decode("utf-8", "replace")
                self.names[path] = sorted(set(NAMES_IN_A_PAGE.findall(shown)))
            # Without a word of where it comes from, a form that may be sent is refused.
            if self.client.post(path).status_code != 405:
                self.takes.add(path)
        return opened or paths[:1]


def make_world(client: Client) -> World:
    """With the Stripe sandbox at hand."""
    settings.BANK_IIK, settings.BANK_NAME = "KZ00DEMO000000000001", "Bank"
    settings.BANK_BIC, settings.BANK_KBE, settings.BANK_KNP = "DEMOKZKX", "18", "119"
    site = make_site()
    for model in (CampaignPage, StoryPage, NewsPage):
        for language in ("kk", "ru", "en"):
            publish(site.add(model, language, slug="one"))
    # An address of its own: a mailbox gets few letters on demand an hour, and it gets one more.
    wishes = [make.published_wish(email="copy@example.kz"), make.asked_wish(), make.claimed_wish()]
    institution = make.make_institution()
    wishes.append(make.asked_wish(institution=institution, submitter_kind="institution"))
    fund = make_fund(presets=(5_000_00,))
    gifts = [settled_gift(fund=fund), make_gift(fund), make_pledge(fund).donation]
    monthly = MonthlyDonor(client, None, fund).give()
    issuing.look_everywhere()
    donor_links.ask("aigul@example.org", "en")
    letter = Mail.objects.filter(body__contains="/my-gifts/link/").latest("pk")
    key = letter.body.split("/my-gifts/link/")[1].split("/")[0]
    client.post(f"/en/my-gifts/link/{key}/", headers={"Sec-Fetch-Site": "same-origin"})
    # Asked now, what stands here is not asked about again with each request.
    connection.check_constraints()
    world = World(client, cookies=client.cookies.copy())
    world.look(
        {
            "fund_slug": [fund.slug],
            "slug": [fund.slug],
            "token": [
                *(gift.token for gift in gifts),
                monthly.token,
                *(links.token_of(wish.application) for wish in wishes),
                key,
                *_claims(),
                links.INSTITUTIONS.token_of(institution),
            ],
            "key": [_copy_of(wishes[0])],
            "code": [wish.code for wish in wishes],
            "number": [Receipt.objects.latest("pk").number],
            "section": ["wishes", "pages"],
            "name": ["funds", "statement", "months", "homes"],
            "ending": ["csv", "json"],
            "path": ["news/one/", "stories/one/", "campaigns/one/", make_picture().file.name],
        }
    )
    return world


def _copy_of(wish: Wish) -> str:
    """The key of a guardian's copy, as it was mailed."""
    copies.ask(wish.application)
    return Mail.objects.get(key__startswith="wish_copy:").body.split("/copy/")[1].split("/")[0]


def _claims() -> list[str]:
    """Keys of promised gifts, one of which nobody has confirmed."""
    return [LINKS.token_of(claim) for claim in (given.active_claim(), given.waiting_claim())]
