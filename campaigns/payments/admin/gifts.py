"""What the page of a gift in the admin tells of what has left it, and the way to give it back."""

from typing import Any

from django.urls import reverse

from campaigns.funds.read_only import ReadableInspectView
from campaigns.payments.admin.views import MAY_ASK
from campaigns.payments.held_because import in_words
from campaigns.payments.reversals.refunds import left_to_refund


class GiftInspectView(ReadableInspectView):
    template_name = "payments/admin/gift.html"

    def get_quarantine_reason_display_value(self) -> str:
        return in_words(self.object.quarantine_reason)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        gift = self.object
        left = left_to_refund(gift)
        more = {
            "standing_tiyn": gift.standing_tiyn,
            "is_settled": gift.is_settled,
            "refunds": gift.refunds.all(),
            "disputes": gift.disputes.all(),
            "may_ask": left and self.request.user.has_perm(MAY_ASK),
            "ask_url": reverse("refund_desk:ask", args=[gift.pk]),
        }
        return super().get_context_data(**kwargs) | more
