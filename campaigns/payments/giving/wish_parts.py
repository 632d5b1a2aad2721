"""A costly wish, paid for by several: a fund of its own that knows the wish by its public code."""

from datetime import timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from campaigns.funds.locks import hold_fund
from campaigns.funds.models import DecisionState, Fund, FundKind, WishPurchase
from jobs.wake import wake
from language.translated import LANGUAGES
from money.amounts import plain_tenge


class NoGeneralFund(Exception):
    """There is no fund to which what is over could go, so nothing may be gathered in parts."""


class Parts(NamedTuple):
    """How a wish that is paid for in parts stands, in tiyn."""

    raised_tiyn: int
    price_tiyn: int
    donate_url: str
    surplus_to: Fund
    is_open: bool
    is_bought: bool

    @property
    def missing_tiyn(self) -> int:
        return max(self.price_tiyn - self.raised_tiyn, 0)

    @property
    def has_all(self) -> bool:
        """The whole price is there: the wish waits for us, and for no other giver."""
        return self.raised_tiyn >= self.price_tiyn

    @property
    def rest(self) -> str:
        """What is missing, as a donor would type it; "" where one card payment cannot be it."""
        is_payable = settings.DONATION_MIN_TIYN <= self.missing_tiyn <= settings.DONATION_MAX_TIYN
        return plain_tenge(self.missing_tiyn) if is_payable else ""


def parts_of(fund: Fund) -> Parts | None:
    """None for a fund that is no wish's."""
    if fund.kind != FundKind.WISH or fund.goal_tiyn is None or fund.surplus_to is None:
        return None
    return Parts(
        raised_tiyn=fund.raised_tiyn,
        price_tiyn=fund.goal_tiyn,
        donate_url=fund.get_donate_url(),
        surplus_to=fund.surplus_to,
        is_open=fund.is_open,
        is_bought=fund.is_bought,
    )


def standing(code: str) -> Parts | None:
    """How the wish `code` stands; None where it is not paid for in parts. One query."""
    fund = Fund.objects.select_related("total", "surplus_to").filter(wish_code=code).first()
    return parts_of(fund) if fund else None


@transaction.atomic
def open_fund(code: str, title_kk: str, title_ru: str, title_en: str, price_tiyn: int) -> Fund:
    """Let people give to the wish `code` in parts; again for one that was closed before.

    The titles are public already and name no child. What was sent on while the fund was closed
    comes back by itself. Raises `NoGeneralFund`.
    """
    titles = {"kk": title_kk, "ru": title_ru, "en": title_en}
    fund = _locked(code)
    if fund is None:
        fund = Fund(
            slug=f"wish-{code.lower()}",
            kind=FundKind.WISH,
            wish_code=code,
            surplus_to=_general_fund(),
        )
    fund.goal_tiyn, fund.closed_on, fund.given_up_on = price_tiyn, None, None
    for language in LANGUAGES:
        with translation.override(language):
            title = titles[language] or title_kk or title_ru or title_en
            name = _("Wish %(code)s: %(title)s") % {"code": code, "title": title}
            setattr(fund, f"name_{language}", name[:120])
            purpose = _("A costly wish that several people make come true together.")
            setattr(fund, f"purpose_{language}", purpose)
    fund.save()
    wake("move what is over")
    return fund


def hide_fund(code: str) -> None:
    """The wish is off the site for now: no more gifts, and its words are not shown."""
    _close(code, given_up=False, keeps_title=False)


def close_fund(code: str) -> None:
    """The whole price is there and is being spent on the wish: no more gifts."""
    _close(code, given_up=False, keeps_title=True)


def give_up(code: str) -> None:
    """Nothing will be bought: the wish was taken back, or somebody else makes it come true.

    All that was given goes on to the general fund, as donors were told before they paid.
    """
    _close(code, given_up=True, keeps_title=False)


@transaction.atomic
def settle(code: str) -> None:
    """The wish came true: what it did not cost goes on to the general fund.

    Where nothing is paid from its fund yet, all stays until it is (and finance sets the goal).
    """
    fund = _locked(code)
    if fund is None:
        return
    # Nothing is paid from it meanwhile.
    hold_fund(fund.pk)
    fund = Fund.objects.with_totals().get(pk=fund.pk)
    if fund.is_bought and fund.goal_tiyn and fund.allocated_tiyn < fund.goal_tiyn:
        fund.goal_tiyn = fund.allocated_tiyn
        fund.save(update_fields=["goal_tiyn"])
        wake("move what is over")


@transaction.atomic
def _close(code: str, *, given_up: bool, keeps_title: bool) -> None:
    """A wish that is not paid for in parts is left alone."""
    fund = _locked(code)
    if fund is None:
        return
    today = timezone.localdate()
    # The day named is the last on which gifts are taken: none from now on, of a wish that came on
    # the site today as well.
    fund.closed_on = today - timedelta(days=1)
    if given_up and fund.given_up_on is None:
        fund.given_up_on = today
    if not keeps_title:
        for language in LANGUAGES:
            with translation.override(language):
                setattr(fund, f"name_{language}", _("Wish %(code)s") % {"code": code})
    fund.save()
    wake("move what is over")


def _locked(code: str) -> Fund | None:
    # Not FOR UPDATE: a gift that points to the fund is looked at when it commits, with the fund's
    # total locked, and must not wait for us while we wait for that.
    return Fund.objects.select_for_update(no_key=True).filter(wish_code=code).first()


def has_all(code: str) -> bool:
    """Whether the whole price of the wish `code` is there."""
    parts = standing(code)
    return parts is not None and parts.has_all


def paid_for() -> list[str]:
    """Codes of the wishes whose whole price is there and which nobody gets yet."""
    waiting = Fund.objects.open().filter(kind=FundKind.WISH).select_related("total", "surplus_to")
    return [fund.wish_code for fund in waiting if fund.wish_code and _has_all(fund)]


def unspent() -> QuerySet[Fund]:
    """Own funds of wishes that are closed and hold money about which nobody has decided."""
    closed = Fund.objects.filter(
        kind=FundKind.WISH, given_up_on=None, closed_on__lt=timezone.localdate()
    )
    asked = WishPurchase.objects.filter(fund=OuterRef("pk"), state=DecisionState.PROPOSED)
    spent = F("total__allocated_tiyn")
    # A goal that was set to what was paid lets the rest go on by itself.
    left = closed.filter(total__raised_tiyn__gt=spent, goal_tiyn__gt=spent)
    return left.with_totals().exclude(Exists(asked))


def _has_all(fund: Fund) -> bool:
    parts = parts_of(fund)
    return parts is not None and parts.has_all


def _general_fund() -> Fund:
    fund = Fund.objects.open().filter(kind=FundKind.GENERAL).order_by("opened_on", "pk").first()
    if fund is None:
        raise NoGeneralFund
    return fund
