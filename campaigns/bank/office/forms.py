"""What finance fills in about lines of statements."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from campaigns.bank import ties
from campaigns.bank.doubts import doubts, is_told_apart
from campaigns.bank.models import (
    BY_ITSELF,
    AsideReason,
    BankLine,
    Pledge,
)
from campaigns.bank.references import parse_reference
from campaigns.bank.settlement import is_for_two
from campaigns.bank.statements.reading import Format
from campaigns.funds.models import Fund
from campaigns.payments.models import Payout, Refund

# None is chosen for whoever does not choose.
_NONE = ("", "---------")
_BY_HAND = [_NONE, *((one.value, one.label) for one in AsideReason if one not in BY_ITSELF)]
# Of money that went out.
_OF_OUT = [
    _NONE,
    *(
        (reason.value, reason.label)
        for reason in (AsideReason.OWN, AsideReason.RETURNED, AsideReason.OTHER)
    ),
]
_NO_REFUND = _("No refund that we paid by the bank, and that stands, has this number.")


class LineForm(forms.Form):
    """What may be done with `line`."""

    def __init__(self, *args: Any, line: BankLine, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.line = line


class AskForm(LineForm):
    """What another person decides, by the reason that is given here."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        min_length=3,
        help_text=_("Kept for good. Write no names and no addresses here."),
    )


class _GiftForm(AskForm):
    """Asks for a reason only where the line may be no new gift."""

    field_order = ["reference", "fund", "reason"]

    def __init__(self, *args: Any, is_doubted: bool | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not (doubts(self.line) if is_doubted is None else is_doubted):
            del self.fields["reason"]


class SumForm(AskForm):
    """Asks for a reason only where the sum is for two."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not self.is_for_two():
            del self.fields["reason"]

    def is_for_two(self) -> bool:
        return is_for_two(self.line)


class FeeForm(SumForm):
    """For two as well where another line may have told of the same fee."""

    def is_for_two(self) -> bool:
        return super().is_for_two() or is_told_apart(self.line)


class DecideForm(AskForm):
    """The answer to what another asked; a no says why."""

    answer = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])
    asked = forms.IntegerField()

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("answer") == "no" and not cleaned.get("reason"):
            self.add_error("reason", _("Please say why not."))
        return cleaned


class TieForm(LineForm):
    entry = forms.TypedChoiceField(label=_("Payment"), coerce=int)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.entries = {one.pk: one for one in ties.candidates(self.line)}
        self.fields["entry"].choices = [(pk, str(one)) for pk, one in self.entries.items()]  # type: ignore[attr-defined]


class PledgeForm(_GiftForm):
    """A pledge named by its code, as the donor may have told it on the telephone."""

    reference = forms.CharField(label=_("Code of the pledge"), max_length=30)

    def clean_reference(self) -> Pledge:
        reference = parse_reference(self.cleaned_data["reference"])
        if reference is None:
            raise ValidationError(_("There is a slip in this code: no pledge can have it."))
        pledge = Pledge.objects.filter(reference=reference).first()
        if pledge is None:
            raise ValidationError(_("No pledge has this code."))
        return pledge


class PayoutForm(AskForm):
    """Another payout than those that the page offers is for two: then a reason is needed."""

    payout = forms.ModelChoiceField(
        label=_("Number of the payout at Stripe"),
        queryset=Payout.objects.all(),
        to_field_name="stripe_id",
        widget=forms.TextInput,
        error_messages={"invalid_choice": _("There is no payout of this number.")},
    )
    field_order = ["payout", "reason"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = False


class ReturnForm(AskForm):
    """Another refund than those that the page offers is for two, and so is a line that may be
    another one told twice: then a reason is needed."""

    refund = forms.UUIDField(
        label=_("Number of the refund"), error_messages={"invalid": _NO_REFUND}
    )
    field_order = ["refund", "reason"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = is_told_apart(self.line)

    def clean_refund(self) -> Refund:
        found = Refund.objects.paid_by_bank().filter(pk=self.cleaned_data["refund"]).first()
        if found is None:
            raise ValidationError(_NO_REFUND)
        return found


class FundForm(_GiftForm):
    fund = forms.ModelChoiceField(label=_("Fund"), queryset=Fund.objects.all())


class AsideForm(LineForm):
    """The note is what another person decides by, where the sum is for two."""

    what = forms.ChoiceField(label=_("What it is"), choices=_BY_HAND)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if self.line.amount_tiyn < 0:
            self.fields["what"].choices = _OF_OUT  # type: ignore[attr-defined]
        if is_for_two(self.line):
            self.fields["note"].required = True
            self.fields["note"].help_text = _(
                "So large a sum is set aside by two: say how you know what it is, without names."
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("what") == AsideReason.OTHER and not cleaned.get("note"):
            self.add_error("note", _("Please say what it is."))
        return cleaned


class UploadForm(forms.Form):
    file = forms.FileField(label=_("File of the statement"))
    format = forms.ChoiceField(
        label=_("Format"), choices=[("auto", _("to be recognised")), *Format.choices]
    )
