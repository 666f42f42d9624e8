"""What the map's browser part fetches: places, labels, thumbnails, the manifold's picture.

All of it depends on its address alone, which carries the model's version: a browser fetches it once.
Thumbnails are decoded when they are first asked for; none of MNIST's own images is among them.
"""

import math
from collections.abc import Callable
from typing import Final

import numpy as np
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from dashboard import thumbnails
from dashboard.map_view import MapView
from runtime import LatentDigitsError, Vae, list_models
from runtime.arrays import FloatArray

PREFIX = "map-files"
MAX_DIGIT_COUNT = 256
MAX_CELL_COUNT = 1200

CACHING: Final = {"Cache-Control": "private, max-age=31536000, immutable"}


def version(vae: Vae) -> str:
    """Changes whenever anything that these routes answer may change."""
    files = vae.card.files
    return files["latents.npz"].sha256[:8] + files["decoder.onnx"].sha256[:8]


def _places(vae: Vae, request: Request) -> Response:
    view = MapView.named(request.path_params["view"], vae.latent_dim)
    if view is None:
        return _refuse(f"no view '{request.path_params['view'][:40]}'; there are umap, pca and such as 0-1")
    from dashboard import (
        resources,
    )  # its caches belong to a running server, which imports this module to start

    return _answer(resources.map_places(vae.name, view)[0].tobytes())


def _labels(vae: Vae, request: Request) -> Response:  # noqa: ARG001
    return _answer(vae.latents.label.tobytes())


def _sheet(vae: Vae, request: Request) -> Response:
    number = request.path_params["number"]
    if number >= thumbnails.SHEET_COUNT:
        return _refuse(f"no sheet {number}; there are {thumbnails.SHEET_COUNT}")
    from dashboard import resources

    return _answer(resources.map_sheet(vae.name, number), "image/webp")


def _digits(vae: Vae, request: Request) -> Response:
    text = request.query_params.get("rows", "")
    rows = [int(part) for part in text.split("-") if part.isascii() and part.isdigit() and len(part) < 8]
    if len(rows) != text.count("-") + 1 or len(rows) > MAX_DIGIT_COUNT or max(rows) >= len(vae.latents):
        return _refuse(f"'{text[:40]}' names no rows; give 1 to {MAX_DIGIT_COUNT} of them, such as 512-77")
    images = vae.decode(vae.latents.mu[rows].astype(np.float32))
    return _answer(np.round(images * 255).astype(np.uint8).tobytes())


def _manifold(vae: Vae, request: Request) -> Response:
    asked = request.query_params
    view = MapView.named(request.path_params["view"], vae.latent_dim)
    try:
        left, top, step = (float(asked[name]) for name in ("left", "top", "step"))
        columns, rows = (int(asked[name]) for name in ("columns", "rows"))
        base = base_code(vae, asked.get("base", "mean"))
    except (KeyError, ValueError):
        return _refuse("give left, top, step, columns and rows as numbers, and base as mean or a row")
    finite = all(math.isfinite(value) and abs(value) < 1e4 for value in (left, top, step))
    if not finite or columns < 1 or rows < 1 or columns * rows > MAX_CELL_COUNT:
        return _refuse(f"{columns} × {rows} digits from ({left}, {top}); at most {MAX_CELL_COUNT}")
    plane = None if view is None else view.plane(vae, base)
    if plane is None:
        return _refuse("a manifold belongs to PCA or to two dimensions")
    x, y = np.meshgrid(left + step * np.arange(columns), top - step * np.arange(rows))
    places: FloatArray = np.column_stack([x.ravel(), y.ravel()]).astype(np.float32)
    return _answer(thumbnails.draw_manifold(vae, plane.codes(places), columns), "image/webp")


def base_code(vae: Vae, name: str) -> FloatArray:
    """The code (latent_dim,) that a slice goes through: the mean of MNIST's codes, or that of a row.

    Raises:
        ValueError: ``name`` is neither "mean" nor a row of the table.
    """
    if name == "mean":
        return np.array([dimension.mean for dimension in vae.card.dimensions], np.float32)
    row = int(name)
    if not 0 <= row < len(vae.latents):
        raise ValueError(f"no row {row}")
    code: FloatArray = vae.latents.mu[row].astype(np.float32)
    return code


def _answer(content: bytes, media_type: str = "application/octet-stream") -> Response:
    return Response(content, media_type=media_type, headers=dict(CACHING))


def _refuse(sentence: str) -> Response:
    return Response(sentence, status_code=400, media_type="text/plain")


def _route(path: str, answer: Callable[[Vae, Request], Response]) -> Route:
    """A route below the model's name. Plain functions, so that Starlette runs them in threads."""

    def endpoint(request: Request) -> Response:
        from dashboard import resources

        # A page from elsewhere may not set this machine to work.
        if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
            return Response("only the dashboard's own pages may ask", status_code=403)
        name = request.path_params["model"]
        if name not in list_models():
            return Response(f"no model '{name[:40]}'", status_code=404)
        try:
            return answer(resources.vae(name), request)
        except LatentDigitsError as error:
            return Response(str(error), status_code=400, media_type="text/plain")

    return Route(f"/{PREFIX}/{{model}}/{path}", endpoint, methods=["GET"])


ROUTES: list[BaseRoute] = [
    _route("places/{view}", _places),
    _route("labels", _labels),
    _route("sheet/{number:int}", _sheet),
    _route("digits", _digits),
    _route("manifold/{view}", _manifold),
]
