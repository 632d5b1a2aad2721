from typing import Any

from wagtail import hooks
from wagtail.admin.site_summary import SummaryItem

from outbox.models import Mail


class UnsentLettersItem(SummaryItem):
    """How many letters were given up, for those who keep the site running: nobody got them."""

    order = 260
    template_name = "outbox/admin/summary.html"

    def is_shown(self) -> bool:
        return self.request.user.has_perm("outbox.view_mail")

    def get_context_data(self, parent_context) -> dict[str, Any]:
        return {"given_up": Mail.objects.filter(given_up_at__isnull=False).count()}


@hooks.register("construct_homepage_summary_items")
def unsent_letters(request, items: list) -> None:
    items.append(UnsentLettersItem(request))
