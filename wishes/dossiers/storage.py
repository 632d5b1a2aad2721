import os

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible


@deconstructible(path="wishes.dossiers.storage.PrivateStorage")
class PrivateStorage(FileSystemStorage):
    """Files that have no address: staff read them through an audited view, nobody else does."""

    # Read anew each time, so that the setting may change (it does between tests).
    @property
    def base_location(self) -> str:
        return str(settings.PRIVATE_MEDIA_ROOT)

    @property
    def location(self) -> str:
        return os.path.abspath(self.base_location)

    def url(self, name: str | None) -> str:
        raise ValueError("A private file has no address.")


private_storage = PrivateStorage(file_permissions_mode=0o600, directory_permissions_mode=0o700)
