"""A temporary folder for films, removed at the latest when the server stops."""

import io
import shutil
import tempfile
import weakref
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar


class FilmFolder:
    """A folder on disk for films, removed once nothing refers to it any more, as when a session has ended."""

    _all: ClassVar["weakref.WeakSet[FilmFolder]"] = weakref.WeakSet()

    def __init__(self) -> None:
        """Create the folder."""
        self.path = Path(tempfile.mkdtemp(prefix="latent-digits-"))
        self._remove = weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)
        self._all.add(self)

    @classmethod
    def remove_all(cls) -> None:
        """Remove all folders at server shutdown, because finalizers do not run when a signal ends Python."""
        for folder in list(cls._all):
            folder._remove()

    def packed(self, names: Sequence[str]) -> bytes:
        """Return some of the folder's files as a ZIP."""
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as parcel:  # uncompressed: films are compressed already
            for name in names:
                parcel.write(self.path / name, name)
        return archive.getvalue()
