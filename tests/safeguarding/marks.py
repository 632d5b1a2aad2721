"""What is private, field by field, and the marked words that are put there.

Nothing is listed by hand but what is *not* private: a new field joins by itself, and where it can
hold words it is marked. `k` marks a child's side, `d` a donor's; the number says whose.
"""

import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from urllib.parse import unquote_plus

from django.apps import apps
from django.db import models

CHILD, DONOR = "k", "d"
APPS = {"dossiers": CHILD, "claims": DONOR, "moderation": CHILD, "retention": CHILD}
PUBLIC_MODELS = {"claims.hub", "moderation.dayoff", "moderation.reader"}
# Papers with a guardian's signature.
OF_A_CHILD = {"claims.handover"}
# Chosen by us and not told by anybody.
OURS = {
    "dossiers.application.sent_once", "dossiers.hit.field", "dossiers.hit.rule",
    "dossiers.consent.operator_name", "dossiers.consent.operator_bin", "dossiers.consent.wording",
    "dossiers.consent.ended_while", "claims.claim.code", "retention.guardianrequest.digest",
    "dossiers.consent.languages", "dossiers.consent.scope",
    # Digests of addresses.
    "claims.claim.mailbox", "claims.claimpause.mailbox",
}  # fmt: skip
BORN = date(2014, 11, 23)
SECRET = b"CANARY-49.9483N-82.6275E"

WORDS = {CHILD: "канарка", DONOR: "дарилка"}
LATIN = {CHILD: "kanarka", DONOR: "darilka"}
PHONES = {CHILD: "+7700555", DONOR: "+7700666"}
NUMBERS = {CHILD: "99990000", DONOR: "99991111"}
# With a digit at the end, even where doubled ones were folded into one. So what a reader types into
# a search, to see what it finds, is no mark when it is shown to that reader again.
FOUND = {
    CHILD: re.compile(
        r"(?:канарка|kanarka)\d+|700\W{0,3}555\W{0,2}\d\d\W?\d\d|99990000\d{4}|CANARY-49"
        r"|23\.11\.2014|2014-11-23|23/11/2014|23 ноября 2014|23 november 2014|2014 ж\. 23"
        r"|(?:evidence|hand-overs)/[0-9a-f]{32}",
        re.IGNORECASE,
    ),
    DONOR: re.compile(
        r"(?:дарилка|darilka)\d+|700\W{0,3}666\W{0,2}\d\d\W?\d\d|99991111\d{4}", re.IGNORECASE
    ),
}


def private_models() -> list[type[models.Model]]:
    return [
        model
        for label in APPS
        if apps.is_installed(f"wishes.{label}")
        for model in apps.get_app_config(label).get_models()
        if model._meta.label_lower not in PUBLIC_MODELS
    ]


def side_of(model: type[models.Model]) -> str:
    return CHILD if model._meta.label_lower in OF_A_CHILD else APPS[model._meta.app_label]


def telling_fields(model: type[models.Model]) -> Iterator[models.Field]:
    """Fields of `model` that can hold what somebody told."""
    for field in model._meta.concrete_fields:
        name = f"{model._meta.label_lower}.{field.name}"
        is_chosen = field.choices or field.is_relation or name in OURS
        kinds = (models.CharField, models.TextField, models.JSONField, models.FileField)
        if not is_chosen and (isinstance(field, kinds) or name.endswith(".born_on")):
            yield field


def mark(field: models.Field, side: str, number: int) -> object:
    if isinstance(field, models.DateField):
        return BORN
    marked = word(field.name, side, number)
    return {marked: marked} if isinstance(field, models.JSONField) else marked[: field.max_length]


def word(name: str, side: str, number: int) -> str:
    """What is told in the field `name` of the wish with that number."""
    if "phone" in name:
        return f"{PHONES[side]}{number:04d}"
    if name in ("iin", "bin"):
        return f"{NUMBERS[side]}{number:04d}"
    if "email" in name:
        return f"{LATIN[side]}{number:04d}@example.kz"
    return f"{WORDS[side]}{number:04d} {name}"


def renumbered(value: object, number: int) -> object:
    """A mark of another wish."""
    if not isinstance(value, str):
        return value
    for start in (*WORDS.values(), *LATIN.values(), *PHONES.values(), *NUMBERS.values()):
        value = re.sub(rf"{re.escape(start)}\d{{4}}", f"{start}{number:04d}", value)
    return value


def in_text(text: str, sides: str = CHILD + DONOR) -> list[str]:
    """Marks in `text`, however it is written: for a page, an address, or a script."""
    ways = {text, unescape(text), unquote_plus(text)}
    if "\\u" in text:
        ways.add(re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text))
    return sorted({found for way in ways for side in sides for found in FOUND[side].findall(way)})


def is_of(found: str, number: int) -> bool:
    """Whether a mark is of the wish with that number; dates of birth are the same for all."""
    return found.endswith(f"{number:04d}") or found[0] == "2"


def asked_for() -> list[str]:
    """Beginnings of marks, as somebody would search for them."""
    kinds = (WORDS, LATIN, PHONES, NUMBERS)
    return [kind[side] for side in (CHILD, DONOR) for kind in kinds]
