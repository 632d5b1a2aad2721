"""What donors were told of a fund, its goal and where the rest goes, and who changed it when.

One person may change it, and it is never forgotten: each change stands in the audit trail, which
nothing rewrites, and below the fund's form. Closed days stay as they were: a change of the goal
moves money only by new entries, dated when they are made.
"""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel

from audit.models import AuditEntry
from audit.record import record
from campaigns.funds.models import Fund
from money.amounts import format_tenge

CHANGED = "fund.terms_changed"
Terms = dict[str, Any]
_NAMES = {
    "goal_tiyn": _("Goal"),
    "surplus_to": _("What is over goes to"),
    "closed_on": _("Closed on"),
}


def terms_of(fund: Fund) -> Terms:
    return {
        "goal_tiyn": fund.goal_tiyn,
        "surplus_to": fund.surplus_to.slug if fund.surplus_to else "",
        "closed_on": str(fund.closed_on or ""),
    }


def note_change(fund: Fund, before: Terms | None, by: AbstractBaseUser | AnonymousUser) -> None:
    """Write down what differs from `before`; None: it was made just now."""
    now = terms_of(fund)
    if before is None or before == now:
        return
    differing = [name for name in now if before[name] != now[name]]
    facts = {
        "from": {name: before[name] for name in differing},
        "to": {name: now[name] for name in differing},
    }
    record(CHANGED, fund, by, facts)


class TermsPanel(Panel):
    """The history, newest first; nothing for a fund that was never changed."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "funds/admin/terms.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk) and super().is_shown()

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            found = AuditEntry.objects.filter(
                action=CHANGED, target_type="funds.fund", target_id=str(self.instance.pk)
            ).select_related("actor")
            changes = [(entry, _as_written(entry.facts)) for entry in found.order_by("-pk")[:20]]
            return super().get_context_data(parent_context) | {"changes": changes}


def _as_written(facts: dict[str, Terms]) -> list[tuple[str, str, str]]:
    return [
        (str(_NAMES[name]), _value(name, facts["from"][name]), _value(name, facts["to"][name]))
        for name in facts["to"]
    ]


def _value(name: str, value: Any) -> str:
    if name == "goal_tiyn" and value is not None:
        return format_tenge(value)
    return str(value or "–")
