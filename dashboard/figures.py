"""Arrays in, pictures and charts out."""

import base64
from collections.abc import Sequence
from html import escape

import cv2
import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from runtime.arrays import FloatArray

# Tol's muted set and a grey: apart for colour-blind readers, in both themes.
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
# The two darkest of them vanish on slate; these stand in for them there, at the same hues.
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
    image: FloatArray, alt: str, *, pixels: bool = False, width: int | None = None, caption: str = ""
) -> str:
    """HTML of an image (H, W) in [0, 1] in the theme's own ink: text colour where it is 1, paper where 0.

    The picture is an alpha mask over the current text colour, so that it follows the theme by itself.
    """
    height, image_width = image.shape
    if not pixels:
        scale = SMOOTH_SIZE // height
        size = (image_width * scale, height * scale)
        image = np.clip(cv2.resize(image, size, interpolation=cv2.INTER_CUBIC), 0, 1)
    alpha = np.round(image * 255).astype(np.uint8)
    done, png = cv2.imencode(".png", np.dstack([np.zeros((*alpha.shape, 3), np.uint8), alpha]))
    assert done
    url = f"url(data:image/png;base64,{base64.b64encode(png.tobytes()).decode()})"
    limit = f"max-width:{width}px;" if width else ""
    text = f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
    return (
        f'<figure class="digit" style="{limit}"><div class="paper">'
        f'<div class="ink{" pixels" if pixels else ""}" role="img" aria-label="{escape(alt)}" '
        f'style="--ink:{url};--ratio:{image_width}/{height}"></div></div>{text}</figure>'
    )


def scatter(
    xy: NDArray[np.floating],
    labels: NDArray[np.uint8],
    rows: NDArray[np.intp],
    *,
    axes: Sequence[str],
    dark: bool,
    chosen: tuple[float, float] | None = None,
) -> go.Figure:
    """A WebGL scatter of points (N, 2), one trace and colour per digit, each digit written at its median.

    Args:
        xy: Places.
        labels: The digit of each point.
        rows: What a click reports for each point.
        axes: Titles of the two axes.
        dark: Whether the page is dark.
        chosen: A place to ring.
    """
    colours = DIGIT_COLOURS_ON_DARK if dark else DIGIT_COLOURS
    ink, paper = ("#EEF0F2", "#20262E") if dark else ("#1C1B19", "#FBF9F4")
    figure = go.Figure()
    for digit in range(10):
        of_digit = labels == digit
        x, y = xy[of_digit].astype(np.float32).T
        figure.add_scattergl(
            x=x,
            y=y,
            customdata=rows[of_digit],
            name=str(digit),
            mode="markers",
            marker={"size": 4, "color": colours[digit], "opacity": 0.75},
            selected={"marker": {"opacity": 0.75}},
            unselected={"marker": {"opacity": 0.75}},
            hovertemplate=f"a {digit}, row %{{customdata}}<extra></extra>",
        )
        if len(x):
            figure.add_annotation(
                x=float(np.median(x)),
                y=float(np.median(y)),
                text=f"<b>{digit}</b>",
                showarrow=False,
                font={"size": 20, "color": ink},
                bgcolor=paper,
                opacity=0.85,
                borderpad=1,
            )
    if chosen:
        ring = {"size": 16, "color": "rgba(0,0,0,0)", "line": {"width": 3, "color": ink}}
        figure.add_scattergl(
            x=[chosen[0]], y=[chosen[1]], mode="markers", marker=ring, showlegend=False, hoverinfo="skip"
        )
    figure.update_layout(
        height=610,
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        dragmode="pan",
        clickmode="event+select",
        legend={"title": "digit", "itemsizing": "constant", "y": 0.95},
        uirevision="/".join(axes),  # a click must not reset the zoom
    )
    figure.update_xaxes(title=axes[0], zeroline=False)
    figure.update_yaxes(title=axes[1], zeroline=False, scaleanchor="x")
    return figure
