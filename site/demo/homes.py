"""A demo apartment that gifts paid for, and one that waits for a second person."""

import io

from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image, ImageDraw

from campaigns.funds.deciding.approve import approve
from campaigns.funds.deciding.hand_over import hand_over
from campaigns.funds.deciding.propose import propose_allocation, propose_purchase
from campaigns.funds.models import Apartment, Fund
from users.models import User

PAID, WAITING = "DEMO-1", "DEMO-2"
PAID_TIYN, WAITING_TIYN = 100_000_00, 30_000_00
PLACE = {"place_kk": "Өскемен", "place_ru": "Усть-Каменогорск", "place_en": "Oskemen"}


def build_homes(staff: dict[str, User], fund: Fund) -> int:
    """The demo's apartments once gifts can pay for them; returns how many were made now."""
    if Apartment.objects.filter(code=PAID).exists():
        return 0
    fund = Fund.objects.with_totals().get(pk=fund.pk)
    if fund.held_tiyn < PAID_TIYN:
        return 0
    one, other, today = staff["finance"], staff["finance2"], timezone.localdate()
    home = Apartment.objects.create(code=PAID, rooms=1, area_m2=36, **PLACE)
    facts = {"decided_on": today, "by": one}
    approve(propose_allocation(fund, home, PAID_TIYN, paper=_paper(), **facts), other)
    approve(propose_purchase(home, PAID_TIYN, paper=_paper(), **facts), other)
    hand_over(home, today, one)
    home = Apartment.objects.create(code=WAITING, rooms=2, area_m2=48, **PLACE)
    propose_allocation(fund, home, WAITING_TIYN, paper=_paper(), **facts)
    return 2


def _paper() -> ContentFile:
    page, out = Image.new("RGB", (595, 842), "white"), io.BytesIO()
    ImageDraw.Draw(page).text((72, 72), "DEMO: a decision that nobody made", fill="black")
    page.save(out, "PDF")
    return ContentFile(out.getvalue(), "demo.pdf")
