"""What finance fills in about lines of statements and cash."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.bank import ties
from campaigns.bank.doubts import doubts, returns_like
from campaigns.bank.models import (
    BY_ITSELF,
    AsideReason,
    BankLine,
    CashDeposit,
    CashRecord,
    OpeningBalance,
    Pledge,
)
from campaigns.bank.references import parse_reference
from campaigns.bank.settlement import is_for_two
from campaigns.bank.statements.reading import Format
from campaigns.funds.models import Fund
from campaigns.payments.giving.bin import valid_bin
from campaigns.payments.models import Payout, Refund
from money.fields import TengeField

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
    """Asks for a reason only where the sum is for two: of a fee, or of a line told twice."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not is_for_two(self.line):
            del self.fields["reason"]


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


class PayoutForm(LineForm):
    payout = forms.ModelChoiceField(
        label=_("Payout"), queryset=Payout.objects.filter(bank_line=None, left_at__isnull=False)
    )


class ReturnForm(LineForm):
    refund = forms.ModelChoiceField(label=_("Refund"), queryset=Refund.objects.none())

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["refund"].queryset = returns_like(self.line)  # type: ignore[attr-defined]


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


class RejectForm(forms.Form):
    reason = forms.CharField(label=_("Why it is not confirmed"), max_length=200, min_length=3)


class _NotTomorrow(forms.ModelForm):
    """Nothing that is recorded has still to happen."""

    day: str

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get(self.day) and cleaned[self.day] > timezone.localdate():
            self.add_error(self.day, _("This day has not come yet."))
        return cleaned


class CashForm(_NotTomorrow):
    day = "received_on"

    class Meta:
        model = CashRecord
        fields = (
            "fund",
            "amount_tiyn",
            "received_on",
            "paper_number",
            "donor_name",
            "company_name",
            "company_bin",
            "donor_email",
            "language",
            "is_anonymous",
            "note",
        )
        widgets = {"received_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def clean_company_bin(self) -> str:
        digits = "".join(self.cleaned_data["company_bin"].split())
        if digits and not valid_bin(digits):
            raise ValidationError(
                _("This is not the BIN of a company. Please check its twelve digits."), "not_a_bin"
            )
        return digits


class DepositForm(_NotTomorrow):
    day = "banked_on"

    class Meta:
        model = CashDeposit
        fields = ("amount_tiyn", "banked_on", "slip_number")
        widgets = {"banked_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}


class OpeningForm(_NotTomorrow):
    day = "day"
    amount_tiyn = TengeField(label=_("The account held, in tenge"), least=0)

    class Meta:
        model = OpeningBalance
        fields = ("day", "amount_tiyn")
        widgets = {"day": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
