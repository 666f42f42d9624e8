"""Write a note (the film's recipe as text) into a film's file, and read it back.

| format | location of the note |
|---|---|
| .mp4 .webm | the tag "comment" |
| .gif | a comment extension after the last frame |
| .png .apng | a tEXt chunk "recipe" after the picture |
| .webp | dc:description in an XMP chunk at the end |
| .avi | ICMT in a LIST INFO chunk at the end |
| .zip | recipe.json |
"""

import html
import zipfile
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from io import SEEK_CUR, SEEK_END
from pathlib import Path
from typing import BinaryIO, Final

import av

NOTE_TAG: Final = "comment"  # in an MP4 or WebM
NOTE_ENTRY: Final = "recipe.json"  # in a ZIP
MAX_NOTE_SIZE: Final = 2**29  # bytes; a malicious ZIP could unpack to any size

_PNG_END_SIZE = 12
_GIF_COMMENT, _GIF_TRAILER = b"\x21\xfe", b"\x3b"
_XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:description>{}</dc:description>'
    "</rdf:Description></rdf:RDF></x:xmpmeta>"
)


def riff_chunk(name: bytes, content: bytes) -> bytes:
    """Build a RIFF chunk: name, size and content, padded to an even length."""
    return name + len(content).to_bytes(4, "little") + content + bytes(len(content) % 2)


def attach_note(path: Path, ending: str, note: str) -> None:
    """Write an ASCII note into the finished film at ``path``, unless its writer has already done so.

    Raises:
        OSError: The disk is full, or an AVI or WebP with the note would exceed 4 GB.
    """
    if ending in _ATTACH:
        with path.open("r+b") as file:
            _ATTACH[ending](file, note.encode("ascii"))


def read_note(path: Path) -> str | None:
    """Return a film's note, or None if it has none or is not a film; the file's name does not matter.

    Raises:
        OSError: The file cannot be read.
    """
    with path.open("rb") as file:
        head = file.read(16)
        file.seek(0)
        note: bytes | str | None = None
        # Treat a damaged file as a file without a note.
        with suppress(IndexError, av.FFmpegError, zipfile.BadZipFile, zlib.error, KeyError, EOFError):
            if head.startswith(b"\x89PNG"):
                note = _png_note(file)
            elif head.startswith(b"GIF8"):
                note = _gif_note(file)
            elif head.startswith(b"RIFF"):
                note = _riff_note(file)
            elif head.startswith(b"PK"):
                note = _zip_note(file)
            elif head[4:8] == b"ftyp" or head.startswith(b"\x1a\x45\xdf\xa3"):
                with av.open(file, metadata_errors="replace") as container:
                    tags = {name.lower(): tag for name, tag in container.metadata.items()}
                note = tags.get(NOTE_TAG)
    return note.decode("utf-8", "replace") if isinstance(note, bytes) else note


def is_film(path: Path) -> bool:
    """Whether a file starts with the signature of a film format.

    Raises:
        OSError: The file cannot be read.
    """
    with path.open("rb") as file:
        head = file.read(16)
    starts = (b"\x89PNG", b"GIF8", b"RIFF", b"PK", b"\x1a\x45\xdf\xa3")
    return head.startswith(starts) or head[4:8] == b"ftyp"


def _attach_to_png(file: BinaryIO, note: bytes) -> None:
    content = b"tEXtrecipe\0" + note
    file.seek(-_PNG_END_SIZE, SEEK_END)
    end = file.read()
    assert end[4:8] == b"IEND"
    file.seek(-_PNG_END_SIZE, SEEK_END)
    file.write((len(content) - 4).to_bytes(4, "big") + content + zlib.crc32(content).to_bytes(4, "big") + end)


def _png_note(file: BinaryIO) -> bytes | None:
    file.seek(8)
    while len(header := file.read(8)) == 8:
        size = int.from_bytes(header[:4], "big")
        if header[4:] == b"tEXt":
            keyword, _, text = file.read(size).partition(b"\0")
            if keyword == b"recipe":
                return text
            size = 0
        file.seek(size + 4, SEEK_CUR)
    return None


def _attach_to_gif(file: BinaryIO, note: bytes) -> None:
    file.seek(-1, SEEK_END)
    assert file.read() == _GIF_TRAILER
    file.seek(-1, SEEK_END)
    pieces = [note[at : at + 255] for at in range(0, len(note), 255)]
    blocks = b"".join(bytes([len(piece)]) + piece for piece in pieces)
    file.write(_GIF_COMMENT + blocks + b"\0" + _GIF_TRAILER)


def _gif_note(file: BinaryIO) -> bytes | None:
    def skip_colours(flags: int) -> None:
        file.seek(6 << (flags & 7) if flags & 0x80 else 0, SEEK_CUR)

    header = file.read(13)
    # The colour table has 2 ** (size + 1) entries of 3 bytes each.
    skip_colours(header[10])
    note = None
    while (kind := file.read(1)) and kind != _GIF_TRAILER:
        label = file.read(1)
        if kind == b"\x2c":  # a frame: skip the rest of its descriptor, its colours and its code size
            skip_colours(file.read(8)[-1])
            file.seek(1, SEEK_CUR)
        content = _gif_blocks(file, keep=kind + label == _GIF_COMMENT)
        note = content or note
    return note


def _gif_blocks(file: BinaryIO, *, keep: bool) -> bytes:
    pieces = []
    while (size := file.read(1)) and size[0]:
        piece = file.read(size[0])
        if keep:
            pieces.append(piece)
    return b"".join(pieces)


def _attach_to_webp(file: BinaryIO, note: bytes) -> None:
    file.seek(20)  # VP8X's flags
    flags = file.read(1)[0] | 0x04
    file.seek(20)
    file.write(bytes([flags]))
    xmp = _XMP.format(html.escape(note.decode("ascii"), quote=False))
    _append_to_riff(file, riff_chunk(b"XMP ", xmp.encode("ascii")))


def _attach_to_avi(file: BinaryIO, note: bytes) -> None:
    _append_to_riff(file, riff_chunk(b"LIST", b"INFO" + riff_chunk(b"ICMT", note + b"\0")))


def _append_to_riff(file: BinaryIO, chunk: bytes) -> None:
    """Append a chunk to the last RIFF of a file; a large AVI is a sequence of several RIFFs."""
    length = file.seek(0, SEEK_END)
    start = after = 0
    while after < length:
        start = after
        file.seek(start + 4)
        after = start + 8 + int.from_bytes(file.read(4), "little")
    size = length - start - 8 + len(chunk)
    if size >= 2**32:
        raise OSError("the recipe would take the file past its limit of 4 GB")
    file.seek(0, SEEK_END)
    file.write(chunk)
    file.seek(start + 4)
    file.write(size.to_bytes(4, "little"))


def _riff_note(file: BinaryIO) -> bytes | str | None:
    while len(header := file.read(8)) == 8:
        name, size = header[:4], int.from_bytes(header[4:], "little")
        if name in (b"RIFF", b"LIST"):
            if file.read(4) in (b"AVI ", b"AVIX", b"WEBP", b"INFO"):
                continue  # read the chunks inside
            size -= 4
        if name == b"ICMT":
            return file.read(size).rstrip(b"\0")
        if name == b"XMP ":
            _, found, rest = file.read(size).decode("utf-8", "replace").partition("<dc:description>")
            return html.unescape(rest.partition("</dc:description>")[0]) if found else None
        file.seek(size + size % 2, SEEK_CUR)
    return None


def _zip_note(file: BinaryIO) -> bytes | None:
    with zipfile.ZipFile(file) as archive:
        if archive.getinfo(NOTE_ENTRY).file_size > MAX_NOTE_SIZE:
            return None
        return archive.read(NOTE_ENTRY)


_ATTACH: Mapping[str, Callable[[BinaryIO, bytes], None]] = {
    ".gif": _attach_to_gif,
    ".png": _attach_to_png,
    ".sheet.png": _attach_to_png,
    ".apng": _attach_to_png,
    ".webp": _attach_to_webp,
    ".avi": _attach_to_avi,
}
