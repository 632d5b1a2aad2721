"""The pages' addresses: `/c/pay/<session>`, its bank's question, and that of a bare intent."""

import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from ..errors import CardError, StripeError
from ..resources import checkout_payment, payment_intents
from ..store import Row
from ..world import World
from . import payment_form
from .layout import frame, money
from .texts import TEXTS, language

if TYPE_CHECKING:
    from ..api import Request

PAY = re.compile(r"/c/pay/(cs_test_\w+)(/challenge)?")
CHALLENGE = re.compile(r"/c/challenge/(pi_\w+)")


@dataclass
class Page:
    status: int
    html: str = ""
    location: str | None = None


class Pages:
    def __init__(self, world: World) -> None:
        self.world = world

    def answer(self, request: "Request") -> Page:
        form = dict(parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True))
        lang = language(None, request.headers.get("Accept-Language", ""))
        with self.world.lock:
            if match := PAY.fullmatch(request.path):
                session = self.world.store.rows.get(match[1])
                if session is not None:
                    return self._session(request, match, session, form)
            if match := CHALLENGE.fullmatch(request.path):
                intent = self.world.store.rows.get(match[1])
                if intent is not None and not intent.get("_session"):
                    return self._bare_challenge(request, intent, form, lang)
        return Page(404, notice(lang, "unknown"))

    def _session(
        self, request: "Request", match: re.Match[str], session: Row, form: dict[str, str]
    ) -> Page:
        lang = language(session["locale"], request.headers.get("Accept-Language", ""))
        if session["status"] == "complete":
            return self._finished(request, session, lang)
        if session["status"] == "expired":
            return Page(410, notice(lang, "gone", session["cancel_url"], "back"))
        if match[2]:
            return self._challenge(request, session, form, lang)
        if request.method == "POST":
            return self._pay(request, session, form, lang)
        return Page(200, self._form(session, lang, self._first_look(session)))

    def _finished(self, request: "Request", session: Row, lang: str) -> Page:
        """Whoever presses the button twice goes where the first press went."""
        if request.method == "POST":
            return Page(303, location=success_url(session))
        return Page(200, notice(lang, "done", success_url(session), "continue"))

    def _first_look(self, session: Row) -> payment_form.Typed:
        details = session["customer_details"] or {}
        typed = payment_form.Typed(email=details.get("email") or "", name=details.get("name") or "")
        intent = self.world.store.rows.get(session["_intent"])
        error = intent and intent["last_payment_error"]
        if error:
            unconfirmed = error["code"] == "payment_intent_authentication_failure"
            typed.refuse(
                "not_confirmed" if unconfirmed else error["code"], error.get("decline_code")
            )
        return typed

    def _form(self, session: Row, lang: str, typed: payment_form.Typed) -> str:
        items = [
            item | {"price": self.world.store.rows[item["price"]]}
            for item in session["_line_items"]
        ]
        offered = session["_delayed"] or self.world.settings["delayed_methods"]
        offered = offered and session["mode"] == "payment"
        return payment_form.render(session | {"_delayed": offered}, items, lang, typed)

    def _pay(self, request: "Request", session: Row, form: dict[str, str], lang: str) -> Page:
        typed = payment_form.typed_from(form, session["customer_email"])
        card = typed.read(self.world.now())
        if typed.errors:
            return Page(422, self._form(session, lang, typed))
        url = f"{request.base_url}/c/pay/{session['id']}/challenge"
        try:
            with self.world.unit():
                mine = self.world.store.get(session["id"])
                if card is None:
                    good = typed.method == "later"
                    checkout_payment.pay_delayed(
                        self.world, mine, typed.email, typed.name or None, good, None
                    )
                    return Page(303, location=success_url(mine))
                if mine["mode"] == "setup":
                    checkout_payment.save_card(
                        self.world, mine, card, typed.email, typed.name.strip()
                    )
                    return Page(303, location=success_url(mine))
                intent = checkout_payment.pay_by_card(
                    self.world, mine, card, typed.email, typed.name.strip(), url
                )
        except CardError as error:
            typed.refuse(error.code or "", error.extra.get("decline_code"))
            return Page(402, self._form(self.world.store.rows[session["id"]], lang, typed))
        if intent["status"] == "requires_action":
            return Page(303, location=url)
        return Page(303, location=success_url(session))

    def _challenge(self, request: "Request", session: Row, form: dict[str, str], lang: str) -> Page:
        intent = self.world.store.rows.get(session["_intent"])
        pay_page = f"/c/pay/{session['id']}"
        if intent is None or intent["status"] != "requires_action":
            return Page(303, location=pay_page)
        if request.method != "POST":
            return Page(200, challenge(intent, lang))
        try:
            with self.world.unit():
                mine = self.world.store.get(session["id"])
                intent = checkout_payment.answer_challenge(self.world, mine, _passed(form))
        except CardError:
            return Page(303, location=pay_page)
        done = intent["status"] in ("succeeded", "requires_capture")
        return Page(303, location=success_url(session) if done else pay_page)

    def _bare_challenge(
        self, request: "Request", intent: Row, form: dict[str, str], lang: str
    ) -> Page:
        """The question for an intent confirmed over the API; back to its return_url."""
        if request.method == "POST" and intent["status"] == "requires_action":
            try:
                with self.world.unit():
                    mine = self.world.store.get(intent["id"])
                    payment_intents.authenticate(self.world, mine, _passed(form))
            except StripeError as error:
                if not error.keeps_changes:
                    raise
        if request.method == "POST" or intent["status"] != "requires_action":
            url = intent.get("_return_url")
            return Page(303, location=url) if url else Page(200, notice(lang, "done"))
        return Page(200, challenge(intent, lang))


def _passed(form: dict[str, str]) -> bool:
    return form.get("answer") == "complete"


def success_url(session: dict[str, Any]) -> str:
    return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session["id"])


def notice(lang: str, what: str, url: str | None = None, label: str = "") -> str:
    texts = TEXTS[lang]
    link = f'<p><a href="{escape(url)}">{escape(texts[label])}</a></p>' if url else ""
    body = (
        f'<div class="box"><h1>{escape(texts[what + "_title"])}</h1>'
        f"<p>{escape(texts[what + '_told'])}</p>{link}</div>"
    )
    return frame(lang, texts[what + "_title"], body)


def challenge(intent: dict[str, Any], lang: str) -> str:
    texts = TEXTS[lang]
    amount = money(intent["amount"], intent["currency"], lang)
    body = (
        f'<form class="box" method="post"><h1>{escape(texts["challenge_title"])}</h1>'
        f"<p>{escape(texts['challenge_told'].format(amount=amount))}</p>"
        f'<button name="answer" value="complete">{escape(texts["complete"])}</button>'
        f'<button class="quiet" name="answer" value="fail">{escape(texts["fail"])}</button></form>'
    )
    return frame(lang, texts["challenge_title"], body)
