"""Files that have no address: staff read them through an audited view, nobody else does."""

import os

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible


@deconstructible
class PrivateFiles(FileSystemStorage):
    """Below `PRIVATE_MEDIA_ROOT`, and never asked for by an address."""

    # Read anew each time, so that the setting may change (it does between tests).
    @property
    def base_location(self) -> str:
        return str(settings.PRIVATE_MEDIA_ROOT)

    @property
    def location(self) -> str:
        return os.path.abspath(self.base_location)

    def url(self, name: str | None) -> str:
        raise ValueError("A private file has no address.")


private_files = PrivateFiles(file_permissions_mode=0o600, directory_permissions_mode=0o700)
