"""Files that have no address: staff read them through an audited view, nobody else does."""

import os
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible

from edge import sealing


@deconstructible
class PrivateFiles(FileSystemStorage):
    """Below `PRIVATE_MEDIA_ROOT`, sealed there (see `edge.sealing`), and never asked for by an
    address. Whoever opens or saves a file here sees its content only."""

    # Read anew each time, so that the setting may change (it does between tests).
    @property
    def base_location(self) -> str:
        return str(settings.PRIVATE_MEDIA_ROOT)

    @property
    def location(self) -> str:
        return os.path.abspath(self.base_location)

    def url(self, name: str | None) -> str:
        raise ValueError("A private file has no address.")

    def size(self, name: str) -> int:
        """Of the content."""
        sealed = sealing.is_sealed(self._head(name))
        return super().size(name) - (sealing.OVERHEAD if sealed else 0)

    def names(self, folder: str = "") -> Iterator[str]:
        """Every file here."""
        if not self.exists(folder):
            return
        folders, files = self.listdir(folder)
        for file in files:
            if not file.startswith("."):
                yield os.path.join(folder, file)
        for each in folders:
            yield from self.names(os.path.join(folder, each))

    def is_up_to_date(self, name: str) -> bool:
        """Whether it is sealed with the key that seals today."""
        return sealing.is_by_the_first_key(self._head(name))

    def seal_anew(self, name: str) -> None:
        """Seal it with the first key, in place: another process reads the old file or the new one.

        Raises `sealing.CannotOpen`, and FileNotFoundError where it was deleted meanwhile.
        """
        path = self.path(name)
        with open(path, "rb") as file:
            sealed = sealing.seal(sealing.unseal(file.read()))
        beside = os.path.join(os.path.dirname(path), f".{os.path.basename(path)}.new")
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(descriptor, "wb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.stat(path)  # what was deleted must not come back
            os.replace(beside, path)
        except FileNotFoundError:
            os.remove(beside)
            raise

    def _open(self, name: str, mode: str = "rb") -> File:
        if mode not in ("r", "rb"):
            raise ValueError("A private file is written whole, by `save`.")
        with open(self.path(name), "rb") as file:
            return ContentFile(sealing.unseal(file.read()), name=name)

    def _save(self, name: str, content: Any) -> str:
        content.seek(0)
        sealed = ContentFile(sealing.seal(content.read()))
        return super()._save(name, sealed)  # type: ignore[misc]

    def _head(self, name: str) -> bytes:
        with open(self.path(name), "rb") as file:
            return file.read(sealing.HEAD_BYTES)


private_files = PrivateFiles(file_permissions_mode=0o600, directory_permissions_mode=0o700)
