"""How staff bring a picture into the library: the same guarded way as everybody else's."""

import os

import willow
from django.forms.fields import FileField
from django.utils.translation import gettext as _
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

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
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            asked = self.fields["file"]
            self.fields["file"] = BarePictureField(
                label=asked.label, help_text=asked.help_text, required=asked.required,
                widget=asked.widget,
            )  # fmt: skip
        if "consent" in self.fields:
            # Uploading several at once sends nothing but files: who is shown is asked after it.
            self.fields["consent"].required = False

    def full_clean(self) -> None:
        super().full_clean()
        if self.files and self.errors and "file" in self.fields and "file" not in self.errors:
            # Or Wagtail would keep the file as it came, metadata and name, until the rest is right.
            self.add_error("file", _("Please choose the file again."))
