from django.utils.deconstruct import deconstructible

from edge.private_files import PrivateFiles


@deconstructible(path="wishes.dossiers.storage.PrivateStorage")
class PrivateStorage(PrivateFiles):
    """Papers and photos of dossiers."""


private_storage = PrivateStorage(file_permissions_mode=0o600, directory_permissions_mode=0o700)
