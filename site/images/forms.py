"""How staff bring a picture into the library: the same guarded way as everybody else's."""

import os

import willow
from django import forms
from django.core.exceptions import ValidationError
from django.forms.fields import FileField
from django.utils.translation import gettext as _
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from images import children
from images.models import PhotoConsent
from images.reencode import reencode


class BarePictureField(WagtailImageField):
    """Wagtail's field decodes what came within the web process; here only our own file is."""

    def to_python(self, data):
        file = FileField.to_python(self, data)
        if file is None:
            return None
        self.check_image_file_size(file)
        # The suffix is the one thing of the old name that stays.
        suffix = os.path.splitext(data.name)[1]
        bare = reencode(data)
        bare.name = f"{os.path.splitext(bare.name)[0]}{suffix}"
        bare.image = willow.Image.open(bare)
        bare.content_type = bare.image.mime_type
        bare.seek(0)
        self.check_image_file_format(bare)
        return bare


class PictureForm(BaseImageForm):
    def __init__(self, *args, user=None, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        self.user, self.shown_before = user, self.instance.consent
        if "file" in self.fields:
            asked = self.fields["file"]
            self.fields["file"] = BarePictureField(
                label=asked.label, help_text=asked.help_text, required=asked.required,
                widget=asked.widget,
            )  # fmt: skip
        if "consent" in self.fields:
            self._ask_who_is_shown()

    def _ask_who_is_shown(self) -> None:
        """Nothing is ticked until somebody has answered.

        Not required: uploading several at once sends nothing but files, and asks after it.
        """
        asked = self.fields["consent"]
        self.fields["consent"] = forms.ChoiceField(
            label=asked.label, help_text=asked.help_text, required=False,
            choices=PhotoConsent.choices, widget=forms.RadioSelect,
        )  # fmt: skip
        self.initial["consent"] = self.instance.consent if self.instance.consent_said_at else None

    def clean_consent(self) -> str:
        said = self.cleaned_data["consent"]
        if said and not children.may_say(self.instance, said, self.user):
            raise ValidationError(
                _("Somebody said that this shows a child. Only a moderator can take that back.")
            )
        return said

    def save(self, commit=True):
        """What was answered is written by `children.say`, once the picture has its row."""
        said = self.cleaned_data.get("consent")
        self.instance.consent = self.shown_before
        image = super().save(commit=commit)
        if commit and said and (said != self.shown_before or not image.consent_said_at):
            children.say(image, said, self.user)
        return image

    def full_clean(self) -> None:
        super().full_clean()
        if self.files and self.errors and "file" in self.fields and "file" not in self.errors:
            # Or Wagtail would keep the file as it came, metadata and name, until the rest is right.
            self.add_error("file", _("Please choose the file again."))
