"""A folder on disk for films until somebody takes them, which never outlives the server."""

import io
import shutil
import tempfile
import weakref
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar


class FilmFolder:
    """A folder on disk for films, which goes when nobody knows it any more, as when a session ends."""

    _all: ClassVar["weakref.WeakSet[FilmFolder]"] = weakref.WeakSet()

    def __init__(self) -> None:
        """Make it."""
        self.path = Path(tempfile.mkdtemp(prefix="latent-digits-"))
        self._remove = weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)
        self._all.add(self)

    @classmethod
    def remove_all(cls) -> None:
        """Remove every folder, as when the server is told to end: a signal leaves Python no time for it."""
        for folder in list(cls._all):
            folder._remove()

    def packed(self, names: Sequence[str]) -> bytes:
        """Files of it as a ZIP."""
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as parcel:  # films are packed already
            for name in names:
                parcel.write(self.path / name, name)
        return archive.getvalue()
