"""What a monthly donor, Stripe and the clock do, in the words of the tests."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from campaigns.funds.models import Fund, FundTotal
from campaigns.monthly import watch
from campaigns.monthly.models import Instruction, MonthlyGift, Renewal
from campaigns.monthly.states import InstructionKind
from campaigns.payments.messages import inbox
from campaigns.payments.models import Donation, WebhookEvent
from tests.payments.donor import BROWSER
from tests.stripe_sandbox.process import SandboxProcess

FORM = {"amount": "5000", "donor_email": "aigul@example.org", "donor_name": "Айгүл"}
REFUSED_LATER = "4000000000000341"
MONTH = 32 * 24 * 60 * 60
LONG_AGO = "2020-01-01T00:00Z"


@dataclass
class MonthlyDonor:
    client: Client
    sandbox: SandboxProcess
    fund: Fund

    # On our pages

    def form_url(self, language: str = "en") -> str:
        with translation.override(language):
            return reverse("monthly:give", args=[self.fund.slug])

    def send_form(self, **fields: Any):
        data = {name: value for name, value in (FORM | fields).items() if value is not None}
        return self.client.post(self.form_url(), data, headers=BROWSER)

    def give(self, **fields: Any) -> MonthlyGift:
        """Fill in the form and stand before the pay page."""
        before = set(MonthlyGift.objects.values_list("pk", flat=True))
        response = self.send_form(**fields)
        assert response.status_code == 303, response.content.decode()
        return MonthlyGift.objects.exclude(pk__in=before).get()

    def visit(self, gift: MonthlyGift, query: str = ""):
        return self.client.get(gift.get_absolute_url("en") + query)

    def press(self, gift: MonthlyGift, step: str, **fields: Any):
        """Send one of the forms of the gift's page: "amount", "card", "stop" or the pay button."""
        address = gift.get_absolute_url("en") + (f"{step}/" if step else "")
        return self.client.post(address, fields, headers=BROWSER)

    # At Stripe

    def pay(self, gift: MonthlyGift, card: str = "4242424242424242") -> None:
        self.sandbox.pay(self.start(gift).session_id, card)

    def leave_card(self, gift: MonthlyGift, card: str = "4242424242424242") -> None:
        self.sandbox.pay(self.instruction(gift, InstructionKind.CARD).session_id, card)

    def subscription(self, gift: MonthlyGift) -> str:
        return MonthlyGift.objects.get(pk=gift.pk).subscription_id

    def month_passes(self, gift: MonthlyGift) -> dict[str, Any]:
        """Stripe bills the next month; gives the invoice."""
        return self.sandbox.renew(self.subscription(gift))

    def messages(self) -> list[dict[str, Any]]:
        return self.sandbox.events()

    def charged(self) -> int:
        """What Stripe has taken, all in all, by its own books."""
        return self.sandbox.books()["charges"]

    # Between us

    def deliver(self, message: dict[str, Any]):
        response = self.client.post("/webhooks/stripe/", **self.sandbox.signed(message))
        inbox.work_off()
        return response

    def deliver_all(self) -> None:
        known = set(WebhookEvent.objects.values_list("event_id", flat=True))
        for message in self.messages():
            if message["id"] not in known:
                assert self.deliver(message).status_code == 200

    def begin(self, **fields: Any) -> MonthlyGift:
        """A monthly gift whose first payment was made and heard of."""
        gift = self.give(**fields)
        self.pay(gift)
        self.deliver_all()
        gift.refresh_from_db()
        return gift

    @staticmethod
    def clock_turns() -> int:
        """Everything that runs by the clock, as if nobody had asked for long."""
        WebhookEvent.objects.unhandled().update(next_attempt_at=LONG_AGO)
        inbox.work_off()
        Instruction.objects.live().update(checked_at=LONG_AGO)
        Renewal.objects.live().update(checked_at=LONG_AGO)
        MonthlyGift.objects.running().update(checked_at=timezone.now() - timedelta(days=1))
        return watch.look_at_monthly_gifts()

    # What we have

    @staticmethod
    def instruction(gift: MonthlyGift, kind: InstructionKind) -> Instruction:
        return gift.instructions.filter(kind=kind).latest("n")

    def start(self, gift: MonthlyGift) -> Instruction:
        return self.instruction(gift, InstructionKind.START)

    @staticmethod
    def gifts(gift: MonthlyGift) -> list[Donation]:
        return list(Donation.objects.filter(renewal__monthly_gift=gift).order_by("paid_at"))

    def raised(self) -> int:
        total = FundTotal.objects.filter(fund=self.fund).first()
        return total.raised_tiyn if total else 0
