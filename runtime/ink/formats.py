"""Picture formats: which decoder opens a file, and how large a picture of each format may be."""

from dataclasses import dataclass

from pi_heif.as_plugin import HeifImageFile
from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    ImageFile,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

ACCEPTED = "PNG, JPEG, HEIC, AVIF, WebP, BMP, TIFF or GIF"

ENDINGS = ("png", "jpg", "jpeg", "heic", "heif", "avif", "webp", "bmp", "tif", "tiff", "gif")
"""Endings of the names of picture files."""


@dataclass(frozen=True)
class PictureFormat:
    """A format of picture files.

    Attributes:
        decoder: Pillow's class that decodes it.
        max_megapixels: Limit of a picture's size, which bounds the memory of decoding.
    """

    decoder: type[ImageFile.ImageFile]
    max_megapixels: int = 20


_JPEG = PictureFormat(JpegImagePlugin.JpegImageFile, 120)  # decoded at an eighth of its size, or at a quarter
_PROGRESSIVE_JPEG = PictureFormat(JpegImagePlugin.JpegImageFile, 60)  # keeps all coefficients in memory
_AVIF = PictureFormat(AvifImagePlugin.AvifImageFile, 60)
_HEIF = PictureFormat(HeifImageFile, 60)

_SIGNATURES: list[tuple[bytes, PictureFormat]] = [
    (b"\x89PNG\r\n\x1a\n", PictureFormat(PngImagePlugin.PngImageFile)),
    (b"\xff\xd8\xff", _JPEG),
    (b"RIFF", PictureFormat(WebPImagePlugin.WebPImageFile)),
    (b"BM", PictureFormat(BmpImagePlugin.BmpImageFile)),
    (b"GIF8", PictureFormat(GifImagePlugin.GifImageFile)),
    (b"II*\0", PictureFormat(TiffImagePlugin.TiffImageFile)),
    (b"MM\0*", PictureFormat(TiffImagePlugin.TiffImageFile)),
]

_BRANDS: dict[bytes, PictureFormat] = {
    **dict.fromkeys((b"avif", b"avis"), _AVIF),
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"), _HEIF),
}
"""Brands of ISO base media files (ISO/IEC 23008-12, 10.2), from the most to the least specific."""


def format_of(content: bytes) -> PictureFormat | None:
    """Return the format of a picture file by its first bytes; None if it is none of the accepted formats."""
    if content[4:8] == b"ftyp":
        end = min(int.from_bytes(content[:4], "big"), 256)
        brands = {content[8:12], *(content[at : at + 4] for at in range(16, end, 4))}
        return next((kind for brand, kind in _BRANDS.items() if brand in brands), None)
    found = next((kind for signature, kind in _SIGNATURES if content.startswith(signature)), None)
    return _PROGRESSIVE_JPEG if found is _JPEG and b"\xff\xc2" in content[:65_536] else found
