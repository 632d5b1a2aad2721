from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from language.translated import LANGUAGES
from wishes.dossiers.models.consent import Consent
from wishes.dossiers.storage import private_storage


class Application(models.Model):
    """One telling of a wish: who told it, about whom, and in which words.

    Where the wish stands is `application.wish.state`; nothing here repeats it.
    """

    class SubmitterKind(models.TextChoices):
        GUARDIAN = "guardian", _("parent or guardian")
        INSTITUTION = "institution", _("institution where the child lives or learns")
        SOCIAL_WORKER = "social_worker", _("social worker")

    wish = models.OneToOneField("wishes.Wish", on_delete=models.PROTECT, related_name="application")
    submitter_kind = models.CharField(_("told by"), max_length=15, choices=SubmitterKind.choices)
    language = models.CharField(
        _("language"), max_length=2, choices=[(code, code) for code in LANGUAGES]
    )
    child = models.ForeignKey(
        "dossiers.Child", on_delete=models.PROTECT, related_name="applications"
    )
    guardian = models.ForeignKey(
        "dossiers.Guardian", on_delete=models.PROTECT, related_name="applications"
    )
    # Through whose own page it was told; nobody's where a guardian used the public form.
    institution = models.ForeignKey(
        "dossiers.Institution",
        on_delete=models.PROTECT,
        null=True,
        related_name="applications",
        verbose_name=_("institution"),
    )
    # The words as they came; the page's are redacted, and no version of the page keeps these.
    told_title = models.CharField(_("wish as told"), max_length=80)
    told_story = models.TextField(_("reason as told"))
    told_size = models.CharField(_("size as told"), max_length=60, blank=True)
    # What was answered last, for the guardian's page.
    answer_reason = models.ForeignKey(
        "wishes.Reason", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    answer_note = models.TextField(blank=True)
    # See `wishes.dossiers.links`.
    link_seed = models.BinaryField(max_length=16)
    link_digest = models.BinaryField(max_length=32, unique=True)
    # What makes the same form sent twice one telling; see `wishes.telling.submission`.
    sent_once = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(_("told at"), auto_now_add=True)
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        default_permissions = ()
        permissions = [("read_dossier", "Can read dossiers")]

    def __str__(self) -> str:
        return f"application {self.pk}"

    def valid_consent(self) -> Consent | None:
        return self.consents.valid().first()


def _private_name(evidence: "Evidence", filename: str) -> str:
    """A name that tells nothing: what people call their scans often holds a child's name."""
    suffix = filename.rsplit(".", 1)[-1].lower()
    return f"evidence/{uuid4().hex}.{suffix}"


class Evidence(models.Model):
    """A private file, sealed: re-encoded pixels or a PDF, see `wishes.dossiers.papers`.

    Read through the audited staff view only.
    """

    class Kind(models.TextChoices):
        CONSENT_PAPER = "consent_paper", _("signed consent")
        PHOTO = "photo", _("photo")
        RIGHT_TO_SPEAK = "right_to_speak", _("paper that you may speak for the child")
        OTHER = "other", _("another paper")

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(_("kind"), max_length=15, choices=Kind.choices)
    file = models.FileField(storage=private_storage, upload_to=_private_name)
    created_at = models.DateTimeField(_("received at"), auto_now_add=True)
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("private file")
        verbose_name_plural = _("private files")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_pdf(self) -> bool:
        return str(self.file.name).endswith(".pdf")
