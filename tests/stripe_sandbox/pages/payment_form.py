"""The pay page: what is paid, the fields, and what was wrong with them."""

from dataclasses import dataclass
from dataclasses import field as dataclass_field
from html import escape
from typing import Any

from .. import cards
from ..resources.emails import is_email
from .layout import field, frame, money
from .texts import INTERVALS, TEXTS

LONGEST = 500
LISTED = (
    ("4242 4242 4242 4242", "card_ok"),
    ("4000 0000 0000 0002", "card_declined"),
    ("4000 0000 0000 9995", "card_funds"),
    ("4000 0027 6000 3184", "card_3ds"),
    ("4000 0000 0000 0259", "card_dispute"),
)
# Where a refusal of the bank is told; others stand at the card number.
BESIDE = {"incorrect_cvc": "cvc", "expired_card": "expiry"}


@dataclass
class Typed:
    """What stood in the fields. Card data is read once and never shown again."""

    email: str = ""
    name: str = ""
    method: str = "card"
    number: str = ""
    expiry: str = ""
    cvc: str = ""
    errors: dict[str, str] = dataclass_field(default_factory=dict)
    refusal: str | None = None

    def read(self, now: int) -> cards.Card | None:
        """The card, or None with `errors` filled: field to the name of a text."""
        if not is_email(self.email):
            self.errors["email"] = "email_missing"
        if self.method != "card":
            return None
        if not self.name.strip():
            self.errors["name"] = "name_missing"
        try:
            return cards.read(self.number, self.expiry, self.cvc, now)
        except cards.CardsInvalid as error:
            self.errors |= error.fields
            return None

    def refuse(self, code: str, decline_code: str | None) -> None:
        reason = decline_code or code
        known = reason if reason in TEXTS["en"] else "card_declined_"
        self.refusal = known
        self.errors[BESIDE.get(code, "number")] = known


def typed_from(form: dict[str, Any], fixed_email: str | None) -> Typed:
    def text(name: str) -> str:
        return str(form.get(name, ""))[:LONGEST]

    return Typed(
        email=(fixed_email or text("email")).strip(),
        name=text("name"),
        method=text("method") or "card",
        number=text("number"),
        expiry=text("expiry"),
        cvc=text("cvc"),
    )


def render(session: dict[str, Any], items: list[dict[str, Any]], lang: str, typed: Typed) -> str:
    texts = TEXTS[lang]
    amount = money(session["amount_total"] or 0, session["currency"], lang)
    verb = {"donate": "donate"}.get(session["submit_type"] or "", "pay")
    verb = "subscribe" if session["mode"] == "subscription" else verb
    verb = "save" if session["mode"] == "setup" else verb
    body = (
        _back(session, texts)
        + _summary(items, session, amount, lang)
        + _alert(typed, texts)
        + '<form class="box" method="post" novalidate>'
        + _fields(session, typed, texts)
        + f'<button type="submit">{escape(texts[verb].format(amount=amount))}</button></form>'
        + _test_cards(texts)
    )
    return frame(lang, texts["pay_to"], body)


def _back(session: dict[str, Any], texts: dict[str, str]) -> str:
    url = session["cancel_url"]
    return f'<a href="{escape(url)}">← {escape(texts["back"])}</a>' if url else ""


def _summary(items: list[dict[str, Any]], session: dict[str, Any], amount: str, lang: str) -> str:
    texts = TEXTS[lang]
    if session["mode"] == "setup":
        told = f"<h1>{escape(texts['save_title'])}</h1><p>{escape(texts['save_told'])}</p>"
        return f'<div class="box">{told}</div>'
    lines = "".join(
        f"<li>{escape(item['description'] or '')}"
        + (f" × {item['quantity']}" if item["quantity"] > 1 else "")
        + "</li>"
        for item in items
    )
    recurring = items[0]["price"]["recurring"]
    if recurring:
        each = texts["each"].format(interval=INTERVALS[lang][recurring["interval"]])
        amount = f"{amount} {each}"
    return (
        f'<div class="box"><h1>{escape(texts["pay_to"])}</h1>'
        f'<p class="amount">{escape(amount)}</p><ul class="items">{lines}</ul></div>'
    )


def _alert(typed: Typed, texts: dict[str, str]) -> str:
    if not typed.errors and not typed.refusal:
        return ""
    told = texts[typed.refusal] if typed.refusal else texts["check_fields"]
    return (
        f'<div class="alert" role="alert"><p><strong>{escape(texts["problem"])}</strong></p>'
        f"<p>{escape(told)}</p></div>"
    )


def _fields(session: dict[str, Any], typed: Typed, texts: dict[str, str]) -> str:
    def error(name: str) -> str | None:
        return texts[typed.errors[name]] if name in typed.errors else None

    fixed = {"readonly": ""} if session["customer_email"] else {}
    digits = {"inputmode": "numeric"}
    return (
        field(
            "email",
            texts["email"],
            typed.email,
            error("email"),
            type="email",
            autocomplete="email",
            **fixed,
        )
        + _methods(session, typed, texts)
        + field(
            "number",
            texts["number"],
            "",
            error("number"),
            autocomplete="cc-number",
            maxlength="23",
            **digits,
        )
        + '<div class="pair">'
        + field(
            "expiry",
            texts["expiry"],
            "",
            error("expiry"),
            autocomplete="cc-exp",
            maxlength="9",
            **digits,
        )
        + field(
            "cvc", texts["cvc"], "", error("cvc"), autocomplete="cc-csc", maxlength="4", **digits
        )
        + "</div>"
        + field("name", texts["name"], typed.name, error("name"), autocomplete="cc-name")
    )


def _methods(session: dict[str, Any], typed: Typed, texts: dict[str, str]) -> str:
    if not session["_delayed"]:
        return ""
    choices = (("card", "method_card"), ("later", "method_later_ok"), ("never", "method_later_bad"))
    options = "".join(
        f'<label class="choice"><input type="radio" name="method" value="{value}"'
        f"{' checked' if value == typed.method else ''}>{escape(texts[text])}</label>"
        for value, text in choices
    )
    return f"<fieldset><legend>{escape(texts['method'])}</legend>{options}</fieldset>"


def _test_cards(texts: dict[str, str]) -> str:
    rows = "".join(f"<dt>{number}</dt><dd>{escape(texts[told])}</dd>" for number, told in LISTED)
    return (
        f"<details><summary>{escape(texts['cards_title'])}</summary>"
        f"<p>{escape(texts['cards_told'])}</p><dl>{rows}</dl></details>"
    )
