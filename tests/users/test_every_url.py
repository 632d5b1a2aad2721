"""Every address of the site, for every role, with the records of others in it.

`DOORS` says who may come in; an address that no line of it knows fails. Whoever is not named is
refused, reading and sending alike, and learns nothing of a child or a donor from any answer.
Money's own addresses are asked more closely in test_url_matrix.py.
"""

import re

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from audit.models import AuditEntry
from campaigns.monthly.models import MonthlyGift
from campaigns.payments.models import Donation
from outbox.models import Mail
from tests.factories import claims
from tests.factories import wishes as make
from tests.safeguarding import marks
from tests.safeguarding.canaries import TOLD
from tests.users.addresses import Address, in_admin, outside
from tests.users.test_url_matrix import APPS as MONEY
from tests.users.test_url_matrix import browser, path_of, records, state_of_money
from users import roles
from users.models import User
from wishes.claims import links as claim_links
from wishes.claims.models import Claim
from wishes.dossiers import links
from wishes.models import Wish, WishPage
from wishes.retention import copies

assert records  # a fixture

A, P, M, F, H = (
    roles.ADMINISTRATORS, roles.PRESS, roles.MODERATORS, roles.FINANCE, roles.HUB_KEEPERS,
)  # fmt: skip
STAFF = set(roles.PERMISSIONS)
NOBODY: set[str] = set()
DONOR = "aigul@example.org"

# Who comes in, by the beginning of an address's name; the first line that fits holds.
DOORS: list[tuple[str, set[str]]] = [
    ("words:", {P}),
    ("wagtailsnippetchoosers_", STAFF),
    ("wish_desk:", {M}),
    ("wish_story", {M}),
    ("wish_money", {F}),
    ("wish_tree", {A, P, M}),
    ("wish_request", {M}),
    ("institution", {M}),
    ("claim_desk:", {M, H}),
    ("desk_readers:", {A}),
    ("days_off:", {A}),
    ("audit_", {A}),
    ("letters:", {A}),
    ("wagtailusers_users:", {A}),
    ("wagtailusers_groups:", NOBODY),
    ("wagtailsites:", {A}),
    ("wagtaillocales:", {A}),
    ("wagtailsettings:", {A, P}),
    ("wagtailsnippets_wishes_", {A, M}),
    ("wagtailsnippets_claims_hub:", {A}),
    ("wagtailsnippets:", STAFF),
    ("wagtailimages_chooser:", STAFF),
    ("wagtaildocs_chooser:", STAFF),
    ("wagtailimages:", {A, P, M}),
    ("wagtaildocs:", {A, P}),
    ("wagtailredirects:", NOBODY),
    ("wagtailadmin_collections:", NOBODY),
    ("wagtailadmin_workflows:", STAFF),
    ("wagtailadmin_reports:", STAFF),
    ("wagtailadmin_editing_sessions:", STAFF),
    ("wagtailadmin_api:", STAFF),
    ("wagtailembeds:", STAFF),
    ("wagtail_localize:", STAFF),
    ("wagtailadmin_pages:", STAFF),
    ("wagtailadmin_", STAFF),
    ("wagtail_bulk_action", STAFF),
    ("campaigns:", STAFF),
    ("news:", STAFF),
    ("stories:", STAFF),
    ("None", STAFF),
]
# These open without signing in: the way in, and what a browser needs for it.
BEFORE_THE_DOOR = ("wagtailadmin_login", "wagtailadmin_logout", "wagtailadmin_password_reset",
                   "wagtailadmin_javascript_catalog", "wagtailadmin_sprite", "None",
                   "wagtail_localize:javascript_catalog")  # fmt: skip
# The one ends the visit, the other breaks off on purpose.
LEFT_OUT = ("wagtailadmin_logout", "wagtailadmin_error_test")
# What a stranger may ask for, by the beginning of the name. Where a token is in the address, it is
# another's, and opens nothing.
OUTSIDE = (
    "wishes:", "claims:", "institutions:", "funds:", "payments:", "bank:", "receipts:", "monthly:",
    "donors:", "search:", "short:", "open_data_file", "check_receipt", "stripe_webhook", "media",
    "sitemap", "robots", "news_feed", "story_feed", "page", "wagtail_serve", "wagtaildocs_",
    "wagtailcore_", "None",
)  # fmt: skip
KEY = re.compile(r"<(?:slug|str):(?:token|key)>")
OF_A_PAGE = re.compile(r"wagtailadmin_pages:.*<(?:int:)?page_id>")
REFUSED = {302, 403, 404, 405}
ANSWERED = {200, 301, 302, 303, 400, 403, 404, 405, 409, 410, 413, 422}


def who(address: Address) -> set[str]:
    if address.app in MONEY and not address.name.startswith(("words:", "wagtailsnippetchoosers_")):
        return {F}
    for beginning, allowed in DOORS:
        if address.name.startswith(beginning):
            return allowed
    raise LookupError(f"{address.name} ({address.route}): who may come in? Add a line to DOORS.")


@pytest.fixture
def others(records):
    """A wish that nobody has read, with a marked dossier, of an institution, and a copy of it under
    way; one that is claimed; gifts of others."""
    institution = make.make_institution()
    words = {name: marks.word(name, marks.CHILD, 1) for name in TOLD}
    told = make.tell_wish(
        **words, evidence={"photo": claims.paper()}, institution=institution,
        submitter_kind="institution",
    )  # fmt: skip
    copies.ask(told.application)
    claim = claims.active_claim(make.published_wish(email="second@example.kz"))
    return Others(told, claim, records)


class Others:
    """Fills addresses with what belongs to somebody else."""

    def __init__(self, wish, claim, gift):
        self.wish, self.claim, self.gift = wish, claim, gift
        self.page = WishPage.objects.get(pk=wish.page_id)
        self.stranger = User.objects.create_user("stranger", "stranger@example.org", "x")
        application = wish.application
        self.named = {
            "code": wish.code, "page_id": self.page.pk, "page_to_move_id": self.page.pk,
            "parent_page_id": self.page.get_parent().pk, "destination_id": 1,
            "revision_id": self.page.latest_revision_id, "revision_id_a": "earliest",
            "revision_id_b": "latest", "task_state_id": self.page.current_workflow_task_state.pk,
            "action_name": "approve", "hit_id": 1,
            "evidence_id": application.evidence.get().pk, "user_id": self.stranger.pk,
            "fund_slug": gift.fund.slug, "slug": gift.fund.slug, "section": "wishes",
            "number": "2026-000001", "name": "entries", "ending": "csv", "path": "images/x.jpg",
            "app_label": "wishes", "model_name": "wishpage", "object_id": self.page.pk,
            "action": "delete", "word": "gift", "token": "A" * 22, "key": "A" * 22,
            "uidb64": "MQ",
        }  # fmt: skip

    def path(self, address: Address) -> str:
        if address.app in MONEY:
            return path_of(address)
        route = address.route.replace("((?:[\\w\\-]+/)*)", "").replace("(?!_util/)", "")
        route = re.sub(r"\(\?P<(\w+)>[^)]*\)", lambda found: self._value(found[1], address), route)
        route = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: self._value(found[1], address), route)
        route = route.replace("(\\d+)", "1").replace("(.*)", "x").replace(".*", "x")
        return "/" + route.replace("^", "").replace("$", "").replace("\\", "")

    def _value(self, name: str, address: Address) -> str:
        if name == "pk" and address.model is User:
            return str(self.stranger.pk)
        if name == "pk" and address.model is not None:
            last = address.model._default_manager.order_by("pk").last()
            return str(last.pk if last else 4711)
        if name == "pk" and address.name.startswith("wagtailadmin_pages"):
            return str(self.page.pk)
        return str(self.named.get(name, 4711))


def told_in(answer, but: str = "") -> list[str]:
    """What an answer tells of the child or of the donor."""
    text = b"".join(answer).decode(errors="replace")
    found = [*marks.in_text(text), *([DONOR] if DONOR in text.casefold() else [])]
    return [mark for mark in found if mark != but]


def sent(client, address, others, method):
    path = others.path(address)
    return getattr(client, method)(path, headers={"Sec-Fetch-Site": "same-origin"})


def test_every_address_of_the_admin_has_its_line():
    for address in in_admin():
        who(address)


def test_every_address_outside_has_its_line():
    unknown = [one for one in outside() if not one.name.startswith(OUTSIDE)]
    assert unknown == []


def test_a_stranger_gets_no_further_than_the_door(others):
    client = Client()
    for address in in_admin():
        if address.name.startswith(BEFORE_THE_DOOR):
            continue
        for method in ("get", "post"):
            answer = sent(client, address, others, method)
            assert answer.status_code in REFUSED, (address, method)
            if answer.status_code == 302:
                path = others.path(address)
                assert answer["Location"].startswith(("/admin/login/", f"/kk{path}")), address


def test_a_stranger_reads_nothing_of_others_outside(others):
    client, before = Client(), state_of_money()
    for address in outside():
        for method in ("get", "post"):
            answer = sent(client, address, others, method)
            assert answer.status_code in ANSWERED or address.name == "stripe_webhook", address
            if KEY.search(address.route):
                assert answer.status_code in (404, 405, 410), address
            assert told_in(answer) == [], address
    assert state_of_money() == before


def read_of_dossiers():
    return AuditEntry.objects.filter(action__startswith="dossier").order_by("pk")


@pytest.mark.parametrize("role", [*roles.PERMISSIONS])
def test_each_role_enters_its_own_doors_alone(others, role):
    client, before, state = browser(role), state_of_money(), others.wish.state
    client.raise_request_exception = False
    wrong, read, name = [], 0, others.wish.page.pseudonym
    dossiers_before = list(read_of_dossiers())
    for address in in_admin():
        if address.name in LEFT_OUT:
            continue
        is_theirs = role in who(address)
        for method in ("get",) if is_theirs else ("get", "post"):
            answer = sent(client, address, others, method)
            is_right = answer.status_code < 500 and (is_theirs or answer.status_code in REFUSED)
            told = [] if role == M else told_in(answer, but=DONOR if role == F else "")
            # No screen of Wagtail's opens a wish by its number, which anybody can count up to.
            if role != M and OF_A_PAGE.match(f"{address.name} {address.route}"):
                told += [name] if name in b"".join(answer).decode(errors="replace") else []
            if not is_right or told:
                wrong.append((address.name, method, answer.status_code, told))
            read += is_theirs and answer.status_code == 200
    assert wrong == []
    assert read > 10
    assert state_of_money() == before
    if role != M:
        assert list(read_of_dossiers()) == dossiers_before
        assert Wish.objects.get(pk=others.wish.pk).state == state


def test_the_moderators_desk_is_theirs(others):
    """The control: what is refused above is there, and shows what is looked for."""
    client = browser(M)
    answer = client.get(f"/admin/wishes/{others.wish.code}/")
    assert told_in(answer)
    assert Group.objects.get(name=M)


# --- Private links ----------------------------------------------------------------------------


def keys(others) -> dict[str, str]:
    """What opens which door, by the part of the address before the key."""
    return {
        "/gifts/": others.gift.token,
        "/monthly/": MonthlyGift.objects.get().token,
        "/wishes/follow/": links.token_of(others.wish.application),
        "/wishes/claims/": claim_links.LINKS.token_of(Claim.objects.get()),
        "/wishes/institution/": links.INSTITUTIONS.token_of(others.wish.application.institution),
        "/wishes/copy/": re.search(r"/wishes/copy/([\w-]+)/", _letter("wish_copy"))[1],
        # Made for one hour and one visit by a letter; here none is asked for.
        "/my-gifts/link/": "",
    }


def _letter(template: str) -> str:
    return Mail.objects.get(key__startswith=f"{template}:").body


def test_a_key_opens_its_own_door_alone(others, client):
    known, before, tried = keys(others), state_of_money(), 0
    doors = [one for one in outside() if KEY.search(one.route)]
    for address in doors:
        door = next((door for door in known if f"{door}<" in "/" + address.route), None)
        assert door, f"{address.route}: a new kind of link needs its key in `keys`"
        real = [key for key in known.values() if key]
        spoilt = [real[0].swapcase(), real[0][:-1], "x" * 22, "%00"]
        for key in {*real, *spoilt} - {known[door]}:
            path = "/" + KEY.sub(key, address.route).replace("<slug:code>", others.wish.code)
            for method in (client.get, client.post):
                answer = method(path, headers={"Sec-Fetch-Site": "same-origin"})
                assert answer.status_code in (404, 405, 410), path
                tried += 1
    assert tried > 100
    assert state_of_money() == before


def test_the_guardians_and_the_donors_own_keys_open(others, client):
    known = keys(others)
    assert client.get(f"/kk/wishes/follow/{known['/wishes/follow/']}/").status_code == 200
    assert client.get(f"/kk/gifts/{known['/gifts/']}/").status_code == 200
    assert client.get(f"/kk/wishes/claims/{known['/wishes/claims/']}/").status_code == 200
    for path in ("", "new/", f"{others.wish.code}/"):
        institutions = f"/kk/wishes/institution/{known['/wishes/institution/']}/{path}"
        assert client.get(institutions).status_code == 200
    assert client.get(f"/kk/wishes/copy/{known['/wishes/copy/']}/").status_code == 200
    assert Donation.objects.filter(donor_email=DONOR).exists()
