"""What a donor and Stripe do, in the words of the tests."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from django.test import Client

from campaigns.funds.models import Fund
from campaigns.payments.messages import inbox
from campaigns.payments.models import Attempt, Donation
from campaigns.payments.settlement import settle
from tests.stripe_sandbox.process import SandboxProcess

BROWSER = {"Sec-Fetch-Site": "same-origin"}
FORM = {"amount": "5000", "donor_email": "aigul@example.org", "donor_name": "Айгүл"}


@dataclass
class Donor:
    client: Client
    sandbox: SandboxProcess
    fund: Fund

    def send_form(self, **fields: Any):
        data = {name: value for name, value in (FORM | fields).items() if value is not None}
        return self.client.post(self.fund.get_donate_url("en"), data, headers=BROWSER)

    def give(self, **fields: Any) -> Donation:
        """Fill in the form and stand before the pay page."""
        before = set(Donation.objects.values_list("pk", flat=True))
        response = self.send_form(**fields)
        assert response.status_code == 303, response.content.decode()
        return Donation.objects.exclude(pk__in=before).get()

    def visit(self, donation: Donation, *, came_back: bool = False):
        query = "?returned=1" if came_back else ""
        return self.client.get(donation.get_absolute_url("en") + query)

    def try_again(self, donation: Donation):
        return self.client.post(donation.get_absolute_url("en"), headers=BROWSER)

    def pay(self, donation: Donation, **more: Any) -> None:
        self.sandbox.pay(self.attempt(donation).session_id, **more)

    def give_and_pay(self, **card: Any) -> Donation:
        """A gift that is paid and entered; `card` is what is told to the pay page."""
        donation = self.give()
        self.pay(donation, **card)
        settle(self.attempt(donation))
        donation.refresh_from_db()
        return donation

    def attempt(self, donation: Donation) -> Attempt:
        return donation.attempts.latest("n")

    def messages(self) -> list[dict[str, Any]]:
        return self.sandbox.events()

    def deliver(self, message: dict[str, Any], **changes: Any):
        """Bring one of Stripe's messages to the site, and let the worker look."""
        response = self.client.post("/webhooks/stripe/", **(self.sandbox.signed(message) | changes))
        inbox.work_off()
        return response

    def deliver_all(self) -> None:
        for message in self.messages():
            assert self.deliver(message).status_code == 200

    def asked_of_stripe(self, about: Donation | None = None) -> list[dict[str, Any]]:
        """The calls that opened, or tried to open, a pay page."""
        return [
            one
            for one in self.sandbox.requests()
            if one["method"] == "POST"
            and one["path"] == "/v1/checkout/sessions"
            and (about is None or str(about.pk) in one["idempotency_key"])
        ]

    def refunds_asked_for(self) -> list[dict[str, Any]]:
        """The calls that gave money back, or tried to."""
        calls = self.sandbox.requests()
        return [one for one in calls if (one["method"], one["path"]) == ("POST", "/v1/refunds")]

    @staticmethod
    def fields_of(call: dict[str, Any]) -> dict[str, str]:
        return dict(parse_qsl(call["params"]))
