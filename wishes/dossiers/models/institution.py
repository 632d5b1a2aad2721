from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from language.identity_numbers import is_identity_number
from language.translated import LANGUAGES, NATIVE_NAMES


def validate_bin(text: str) -> None:
    # The fifth digit tells organisations from people.
    if not (is_identity_number(text) and text[4] in "456"):
        raise ValidationError(_("Please check the BIN: 12 digits, as in the documents."))


class Institution(models.Model):
    """Where children live or learn, and which tells wishes for them by a private link of its own.

    Private as well: where a child lives is nobody's business. Its link opens its own applications
    and no others; staff make it and renew it.
    """

    class Kind(models.TextChoices):
        CHILDRENS_HOME = "childrens_home", _("home for children")
        BOARDING_SCHOOL = "boarding_school", _("boarding school")
        SCHOOL = "school", _("school or kindergarten")
        SUPPORT_CENTRE = "support_centre", _("centre of support for families")
        OTHER = "other", _("other")

    name = models.CharField(
        _("name of the institution"), max_length=160, help_text=_("As it calls itself.")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    bin = models.CharField(_("BIN"), max_length=12, blank=True, validators=[validate_bin])
    email = models.EmailField(
        _("e-mail"), help_text=_("Letters with the private link go there, and only there.")
    )
    place = models.ForeignKey(
        "wishes.Place", on_delete=models.PROTECT, related_name="+", verbose_name=_("place")
    )
    language = models.CharField(
        _("language of letters"), max_length=2, default=LANGUAGES[0],
        choices=[(code, NATIVE_NAMES[code]) for code in LANGUAGES],
    )  # fmt: skip
    # See `wishes.dossiers.links`.
    link_seed = models.BinaryField(max_length=16)
    link_digest = models.BinaryField(max_length=32, unique=True)
    link_made_at = models.DateTimeField(_("link of"))
    # By its own page; what it told forgets who told it before the institution itself is forgotten.
    last_told_at = models.DateTimeField(_("last told"), null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("institution")
        verbose_name_plural = _("institutions")
        ordering = ["name", "pk"]
        default_permissions = ("add", "change", "view")
        constraints = [
            models.UniqueConstraint(
                fields=["bin"], condition=~Q(bin=""), name="one_institution_a_bin",
                violation_error_message=_("There is an institution with this BIN already."),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        # Shown in logs and error mails: not a name.
        return f"institution {self.pk}"
