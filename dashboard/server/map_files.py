"""Routes for the map's browser component: positions, labels, thumbnails and the manifold.

The player's map gets its picture and the positions of its lines here too. Except for those positions, every
response depends only on its URL, which includes the model's version, so browsers cache it.
Thumbnails are decoded on first request; MNIST's own images are not included.
"""

import math
from collections.abc import Callable
from typing import Final

import numpy as np
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from dashboard import resources
from dashboard.draw import thumbnails
from dashboard.draw.map_view import MapView
from runtime import LatentDigitsError, Vae, list_models
from runtime.arrays import FloatArray

PREFIX = "map-files"
MAX_ROWS = 256
MAX_CELL_COUNT = 1200
MAX_LINE_CODE_COUNT = 256
MAX_LINE_BYTES = 1 << 18
PLACED_TOGETHER = 64  # codes per batch, whose distances to the whole table take 18 MB

CACHING: Final = {"Cache-Control": "private, max-age=31536000, immutable"}


def version(vae: Vae) -> str:
    """Return a version that changes whenever a response of these routes may change."""
    files = vae.card.files
    return files["latents.npz"].sha256[:8] + files["decoder.onnx"].sha256[:8]


def _places(vae: Vae, request: Request) -> Response:
    view = MapView.named(request.path_params["view"], vae.latent_dim)
    if view is None:
        return _refuse(
            f"unknown view '{request.path_params['view'][:40]}'; use umap, pca or two dimensions such as 0-1"
        )
    return _answer(resources.map_places(vae.name, view)[0].tobytes(), packed=False)


def _labels(vae: Vae, request: Request) -> Response:  # noqa: ARG001
    return _answer(vae.latents.label.tobytes(), packed=False)


def _sheet(vae: Vae, request: Request) -> Response:
    number = request.path_params["number"]
    if number >= thumbnails.SHEET_COUNT:
        return _refuse(f"sheet {number} does not exist; use 0 to {thumbnails.SHEET_COUNT - 1}")
    return _answer(resources.map_sheet(vae.name, number), "image/webp")


def _digits(vae: Vae, request: Request) -> Response:
    text = request.query_params.get("rows", "")
    rows = [int(part) for part in text.split("-") if part.isascii() and part.isdigit() and len(part) < 8]
    if len(rows) != text.count("-") + 1 or len(rows) > MAX_ROWS or max(rows) >= len(vae.latents):
        return _refuse(f"cannot read rows '{text[:40]}'; send 1 to {MAX_ROWS} rows, such as 512-77")
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
        return _refuse("send left, top, step, columns and rows as numbers, and base as mean or a row")
    finite = all(math.isfinite(value) and abs(value) < 1e4 for value in (left, top, step))
    if not finite or columns < 1 or rows < 1 or columns * rows > MAX_CELL_COUNT:
        return _refuse(
            f"cannot draw {columns} × {rows} digits from ({left}, {top}); use at most {MAX_CELL_COUNT} digits"
        )
    plane = None if view is None else view.plane(vae, base)
    if plane is None:
        return _refuse("this view has no manifold; use pca or two dimensions such as 0-1")
    x, y = np.meshgrid(left + step * np.arange(columns), top - step * np.arange(rows))
    places: FloatArray = np.column_stack([x.ravel(), y.ravel()]).astype(np.float32)
    return _answer(thumbnails.draw_manifold(vae, plane.codes(places), columns), "image/webp")


def _picture(vae: Vae, request: Request) -> Response:
    view = MapView.named(request.path_params["view"], vae.latent_dim)
    theme = request.path_params["theme"]
    if view is None or theme not in ("light", "dark"):
        return _refuse(
            f"unknown picture '{request.url.path[-40:]}'; use a view and a theme, such as picture/umap/light"
        )
    return _answer(resources.map_webp(vae.name, view, dark=theme == "dark"), "image/webp")


def _line(vae: Vae, request: Request, content: bytes) -> Response:
    """Return positions float32 (N, 2), in units of the map's side, of codes float32 (N, latent_dim).

    Codes with NaN give NaN.
    """
    view = MapView.named(request.path_params["view"], vae.latent_dim)
    code_count, rest = divmod(len(content), 4 * vae.latent_dim)
    if view is None or rest or not 1 <= code_count <= MAX_LINE_CODE_COUNT:
        return _refuse(
            f"cannot place {len(content)} bytes on '{request.path_params['view'][:40]}'; send 1 to "
            f"{MAX_LINE_CODE_COUNT} codes of {vae.latent_dim} float32, on umap, pca or a view such as 0-1"
        )
    codes = np.frombuffer(content, np.float32).reshape(-1, vae.latent_dim)
    known = np.flatnonzero(np.isfinite(codes).all(1))
    square = resources.map_places(vae.name, view)[1]
    places = np.full((code_count, 2), np.nan, np.float32)
    for first in range(0, len(known), PLACED_TOGETHER):
        rows = known[first : first + PLACED_TOGETHER]
        placed = resources.line_places(vae.name, view, codes[rows].tobytes())
        places[rows] = (placed - (square.left, square.bottom)) / square.side
    return Response(places.tobytes(), media_type="application/octet-stream")


def base_code(vae: Vae, name: str) -> FloatArray:
    """Return the code (latent_dim,) that a slice goes through: the mean of MNIST's codes, or a row.

    Raises:
        ValueError: ``name`` is neither "mean" nor a row of the table.
    """
    if name == "mean":
        return np.array([dimension.mean for dimension in vae.card.dimensions], np.float32)
    row = int(name)
    if not 0 <= row < len(vae.latents):
        raise ValueError(f"row {row} does not exist")
    code: FloatArray = vae.latents.mu[row].astype(np.float32)
    return code


def _answer(content: bytes, media_type: str = "application/octet-stream", *, packed: bool = True) -> Response:
    """Return a response that browsers cache; ``packed=False`` skips compression, which delays the map."""
    headers = dict(CACHING) if packed else CACHING | {"Content-Encoding": "identity"}
    return Response(content, media_type=media_type, headers=headers)


def _refuse(sentence: str) -> Response:
    return Response(sentence, status_code=400, media_type="text/plain")


def _respond(request: Request, answer: Callable[[Vae], Response]) -> Response:
    """Respond for the model in the URL, or return the error."""
    # Keep other sites from using this machine's CPU.
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return Response("only pages of this dashboard may send this request", status_code=403)
    name = request.path_params["model"]
    if name not in list_models():
        return Response(f"unknown model '{name[:40]}'", status_code=404)
    try:
        return answer(resources.vae(name))
    except LatentDigitsError as error:
        return Response(str(error), status_code=400, media_type="text/plain")


def _route(path: str, answer: Callable[[Vae, Request], Response]) -> Route:
    """Create a route below the model's name; a plain function, so Starlette runs it in a thread."""

    def endpoint(request: Request) -> Response:
        return _respond(request, lambda vae: answer(vae, request))

    return Route(f"/{PREFIX}/{{model}}/{path}", endpoint, methods=["GET"])


async def _placed(request: Request) -> Response:
    """Read the request up to the limit, and place its codes in a thread."""
    content = b""
    async for part in request.stream():
        content += part
        if len(content) > MAX_LINE_BYTES:
            return _refuse(
                f"received more than {MAX_LINE_BYTES} bytes; send at most {MAX_LINE_CODE_COUNT} codes"
            )
    return await run_in_threadpool(_respond, request, lambda vae: _line(vae, request, content))


ROUTES: list[BaseRoute] = [
    _route("places/{view}", _places),
    _route("labels", _labels),
    _route("sheet/{number:int}", _sheet),
    _route("digits", _digits),
    _route("manifold/{view}", _manifold),
    _route("picture/{view}/{theme}", _picture),
    Route(f"/{PREFIX}/{{model}}/line/{{view}}", _placed, methods=["POST"]),
]
