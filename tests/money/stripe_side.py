"""What Stripe itself says, read beside the site's own gateway: the books to be held against."""

import http.client
import json
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.stripe_sandbox.process import API_KEY


class StripeSide:
    def __init__(self, url: str) -> None:
        self.address = urlsplit(url).netloc
        self.connection = http.client.HTTPConnection(self.address, timeout=30)

    def ask(self, path: str, **params: Any) -> Any:
        query = f"?{urlencode(params, doseq=True)}" if params else ""
        for last_try in (False, True):
            try:
                self.connection.request(
                    "GET", f"/v1/{path}{query}", headers={"Authorization": f"Bearer {API_KEY}"}
                )
                answer = self.connection.getresponse()
                body = json.loads(answer.read())
            except (http.client.HTTPException, OSError):
                # A kept connection that the other side has closed meanwhile.
                self.connection.close()
                if last_try:
                    raise
            else:
                assert answer.status == 200, body
                return body
        raise AssertionError("not reached")

    def every(self, path: str, **params: Any) -> Iterator[Any]:
        """All of a list, newest first."""
        params |= {"limit": 100}
        while True:
            page = self.ask(path, **params)
            yield from page["data"]
            if not page["has_more"]:
                return
            params["starting_after"] = page["data"][-1]["id"]

    def events_after(self, last: str | None, since: int) -> list[Any]:
        """Events that came after the event `last`, oldest first."""
        found = []
        for event in self.every("events", **{"created[gte]": since}):
            if event["id"] == last:
                break
            found.append(event)
        return found[::-1]

    def charges(self, since: int) -> list[Any]:
        """Those that brought money; one from a bank account may take days to."""
        charges = self.every("charges", **{"created[gte]": since})
        return [one for one in charges if one["status"] == "succeeded"]

    def kept_of_gifts(self, since: int) -> Counter[str]:
        """What Stripe still holds of each gift: charged, less refunded, less disputed, in tiyn.

        Reckoned from the movements of money alone, gross of fees, in the currency of the gift.
        """
        gift_of = {one["id"]: one["metadata"].get("donation", "") for one in self.charges(since)}
        kept: Counter[str] = Counter()
        lines = self.every(
            "balance_transactions", **{"created[gte]": since, "expand[]": "data.source"}
        )
        for line in lines:
            about = line["source"]
            charge = about["id"] if about["object"] == "charge" else about.get("charge")
            if charge in gift_of:
                kept[gift_of[charge]] += about["amount"] if line["amount"] > 0 else -about["amount"]
        return kept

    def balance(self) -> Counter[str]:
        """All that Stripe holds for us, by currency, whether it may be paid out yet or not."""
        held: Counter[str] = Counter()
        answer = self.ask("balance")
        for part in (*answer["available"], *answer["pending"]):
            held[part["currency"].upper()] += part["amount"]
        return held
