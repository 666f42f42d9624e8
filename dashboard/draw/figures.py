"""HTML figures of arrays: ink, grey pictures and bar charts."""

import base64
from html import escape

import cv2
import numpy as np
from numpy.typing import NDArray

from runtime.arrays import FloatArray

# Paul Tol's muted palette plus a grey: distinct for colour-blind readers, in both themes.
DIGIT_COLOURS = (
    "#332288",
    "#88CCEE",
    "#44AA99",
    "#117733",
    "#999933",
    "#DDCC77",
    "#CC6677",
    "#882255",
    "#AA4499",
    "#777777",
)
# Some of them are too dark for the dark theme, which uses lighter ones of the same hues.
DIGIT_COLOURS_ON_DARK = (
    "#8C7FE0",
    *DIGIT_COLOURS[1:3],
    "#3FB06A",
    *DIGIT_COLOURS[4:7],
    "#D0608F",
    "#D68AD0",
    "#B5B5B5",
)

SMOOTH_SIZE = 448


def ink_html(
    image: FloatArray,
    alt: str,
    *,
    pixels: bool = False,
    width: int | None = None,
    caption: str = "",
    smooth_size: int = SMOOTH_SIZE,
) -> str:
    """Return HTML of an image (H, W) in [0, 1] in the theme's colours: 1 is text colour, 0 is background.

    The image is an alpha mask over the current text colour, so it follows the theme automatically.
    """
    height, image_width = image.shape
    if not pixels:
        image = enlarged(image, smooth_size)
    url = f"url({ink_url(image)})"
    limit = f"max-width:{width}px;" if width else ""
    text = f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
    return (
        f'<figure class="digit"><div class="paper" style="{limit}">'
        f'<div class="ink{" pixels" if pixels else ""}" role="img" aria-label="{escape(alt)}" '
        f'style="--ink:{url};--ratio:{image_width}/{height}"></div></div>{text}</figure>'
    )


def enlarged(image: FloatArray, height: int) -> FloatArray:
    """Enlarge an image (H, W) in [0, 1] smoothly by a whole factor, to at most ``height`` pixels."""
    scale = height // image.shape[0]
    size = (image.shape[1] * scale, image.shape[0] * scale)
    larger: FloatArray = np.clip(cv2.resize(image, size, interpolation=cv2.INTER_CUBIC), 0, 1)
    return larger


def ink_url(image: FloatArray) -> str:
    """Return the data URL of an image (H, W) in [0, 1] as a PNG whose alpha channel is the ink."""
    alpha = np.round(image * 255).astype(np.uint8)
    done, png = cv2.imencode(".png", np.dstack([np.zeros((*alpha.shape, 3), np.uint8), alpha]))
    assert done
    return f"data:image/png;base64,{base64.b64encode(png.tobytes()).decode()}"


def grey_html(image: FloatArray, alt: str, *, caption: str = "") -> str:
    """Return HTML of a greyscale picture (H, W) in [0, 1], at most 600 pixels long."""
    scale = min(1.0, 600 / max(image.shape))
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    done, jpeg = cv2.imencode(".jpg", np.round(np.clip(small, 0, 1) * 255).astype(np.uint8))
    assert done
    url = f"data:image/jpeg;base64,{base64.b64encode(jpeg.tobytes()).decode()}"
    return (
        f'<figure class="digit"><img src="{url}" alt="{escape(alt)}" style="width:100%;display:block">'
        f"<figcaption>{escape(caption)}</figcaption></figure>"
    )


def counts_html(counts: NDArray[np.integer], *, dark: bool) -> str:
    """Return HTML of a bar chart of the ten digits; counts (10,)."""
    colours = DIGIT_COLOURS_ON_DARK if dark else DIGIT_COLOURS
    most = max(int(counts.max()), 1)
    rows = "".join(
        f'<tr><th scope="row">{digit}</th>'
        f'<td><i style="width:{100 * count / most:.1f}%;background:{colour}"></i></td><td>{count:,}</td></tr>'
        for digit, (count, colour) in enumerate(zip(counts.tolist(), colours, strict=True))
    )
    return f'<table class="counts"><caption>Selected digits</caption>{rows}</table>'
