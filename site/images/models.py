from pathlib import PurePath
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition, Image

from images.reencode import reencode


class PhotoConsent(models.TextChoices):
    """What a picture shows, from what needs no consent to what needs most."""

    DRAWING = "drawing", _("a drawing, or nobody to be recognised")
    ADULTS = "adults", _("adults who agreed to be shown")
    CHILD = "child", _("a child: shown only with the guardian's consent")


class SiteImage(AbstractImage):
    """A picture of the site: pixels only, under a name that tells nothing."""

    # Wagtail's own field, named for those who read types: Wagtail has none.
    file: models.ImageField

    # Until somebody has said otherwise it counts as what needs most care.
    consent = models.CharField(
        _("who is shown"),
        max_length=10,
        choices=PhotoConsent.choices,
        default=PhotoConsent.CHILD,
        help_text=_(
            "Until it is said, a picture counts as one of a child and stands only beside its wish "
            "and in its story; once said, only a moderator takes “a child” back. Prefer pictures "
            "without faces: a blurred face can be recovered."
        ),
    )
    consent_said_at = models.DateTimeField(null=True, editable=False)
    # Of which wish the child is whom it shows: that wish's consent is asked, and ends it.
    wish_code = models.CharField(max_length=12, blank=True, editable=False, db_index=True)

    admin_form_fields = (*Image.admin_form_fields, "consent")

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        permissions = [("say_no_child", "Can say that a picture shows no child after all")]
        constraints = [
            models.CheckConstraint(
                condition=Q(wish_code="") | Q(consent=PhotoConsent.CHILD),
                name="picture_of_a_wish_shows_its_child",
            )
        ]

    @property
    def default_alt_text(self) -> str:
        """The description alone: a title is often a file name, and that may hold a child's name."""
        return self.description

    def get_upload_to(self, filename: str) -> str:
        return f"original_images/{uuid4().hex}{PurePath(filename).suffix.lower()}"

    def forget_renditions(self) -> None:
        """Take its public files away; a page that still shows it makes them anew."""
        from images import taking_away

        taking_away.note(self, for_good=False)

    def take_away(self) -> None:
        """The same, and the picture itself as soon as nothing on the site refers to it.

        One of a child is taken out of whatever refers to it.
        """
        from images import taking_away

        taking_away.note(self, for_good=True)

    def put_back(self) -> None:
        """It may be shown again."""
        TakenAway.objects.filter(image_pk=self.pk).delete()

    @property
    def _has_new_file(self) -> bool:
        if not self.file:
            return False
        # Somebody may have put a file into the storage before handing it to this row.
        return not self._is_stored or self.file.name != self._kept_name()

    @property
    def _is_stored(self) -> bool:
        return self.file._committed  # type: ignore[attr-defined]  # missing in the stub

    def _kept_name(self) -> str | None:
        kept = type(self)._base_manager.filter(pk=self.pk) if self.pk else None
        return kept.values_list("file", flat=True).first() if kept is not None else None

    def clean(self) -> None:
        super().clean()
        self._keep_file()

    def save(self, *args, **kwargs):
        # Here rather than in a form, so that import, API and shell are held to it as well.
        if self._has_new_file:
            self._keep_file()
            self._take_pixels()
        super().save(*args, **kwargs)

    def _take_pixels(self) -> None:
        came, stored = self.file, self._is_stored
        self.file = reencode(came.file)
        if stored:
            came.storage.delete(str(came.name))
        self._set_image_file_metadata()

    def _keep_file(self) -> None:
        """Refuse another file in place of the first: what was approved is what is shown."""
        if self.pk and self._has_new_file:
            raise ValidationError(
                {"file": _("A picture stays as it is. To change it, add the new one beside it.")}
            )


class SiteRendition(AbstractRendition):
    image = models.ForeignKey(SiteImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)

    def get_upload_to(self, filename: str) -> str:
        """A folder for each picture, so that its copies are found without asking for a name."""
        return f"images/{PurePath(filename).name.partition('.')[0]}/{filename}"


class TakenAway(models.Model):
    """A picture that must not be seen (for now): see `images.taking_away`.

    No foreign key: the files are watched after the picture's row is gone.
    """

    image_pk = models.BigIntegerField(unique=True)
    # The original's name without folder and suffix, which those of its copies begin with.
    stem = models.CharField(max_length=100)
    names = models.JSONField(default=list)
    for_good = models.BooleanField(default=False)
    at = models.DateTimeField()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("picture taken away")
        verbose_name_plural = _("pictures taken away")
        default_permissions = ()

    def __str__(self) -> str:
        return self.stem
