"""What the map's browser part fetches."""

import dataclasses
import io
from collections.abc import Mapping, MutableMapping
from typing import Any
from urllib.parse import unquote, urlsplit

import event_loop
import numpy as np
import pytest
from PIL import Image
from starlette.applications import Starlette

from dashboard.draw import thumbnails
from dashboard.draw.map_view import MapView, Square
from dashboard.server.map_files import PREFIX, ROUTES
from runtime import Vae, load_vae

MODEL = "conv6"


@dataclasses.dataclass
class Answer:
    status_code: int
    headers: dict[str, str]
    content: bytes = b""

    @property
    def text(self) -> str:
        return self.content.decode()


class Client:
    """Asks the routes as a server would."""

    app = Starlette(routes=ROUTES)

    def get(self, address: str, headers: Mapping[str, str] | None = None) -> Answer:
        return self.ask("GET", address, headers or {})

    def post(self, address: str, content: bytes, headers: Mapping[str, str] | None = None) -> Answer:
        return self.ask("POST", address, headers or {}, content)

    def ask(self, method: str, address: str, headers: Mapping[str, str], content: bytes = b"") -> Answer:
        parts = urlsplit(address)
        scope = {
            "type": "http",
            "method": method,
            "path": unquote(parts.path),
            "query_string": parts.query.encode(),
            "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
        }
        answers: list[MutableMapping[str, Any]] = []

        async def receive() -> MutableMapping[str, Any]:
            return {"type": "http.request", "body": content, "more_body": False}

        async def send(message: MutableMapping[str, Any]) -> None:
            answers.append(message)

        event_loop.run(self.app(scope, receive, send))
        head, *body = answers
        names = {name.decode(): value.decode() for name, value in head["headers"]}
        return Answer(head["status"], names, b"".join(part.get("body", b"") for part in body))


@pytest.fixture(scope="module")
def client() -> Client:
    return Client()


@pytest.fixture(scope="module")
def vae() -> Vae:
    return load_vae(MODEL)


def test_places_and_labels_fit_a_small_payload(client: Client, vae: Vae) -> None:
    places = client.get(f"/{PREFIX}/{MODEL}/places/umap")
    labels = client.get(f"/{PREFIX}/{MODEL}/labels")
    assert "immutable" in places.headers["cache-control"]
    for answer in (places, labels):  # packing takes longer than it saves
        assert answer.headers["content-encoding"] == "identity"
    assert len(places.content) + len(labels.content) == 350_000
    np.testing.assert_array_equal(np.frombuffer(labels.content, np.uint8), vae.latents.label)
    xy = MapView("umap").places(vae)
    steps = np.frombuffer(places.content, "<u2").reshape(-1, 2)
    np.testing.assert_array_equal(steps, Square.around(xy).quantise(xy))


def test_digits_are_the_decoded_codes(client: Client, vae: Vae) -> None:
    answer = client.get(f"/{PREFIX}/{MODEL}/digits?rows=512-7")
    images = np.frombuffer(answer.content, np.uint8).reshape(2, 28, 28)
    expected = vae.decode(vae.latents.mu[[512, 7]].astype(np.float32))
    np.testing.assert_array_equal(images, np.round(expected * 255))


def test_a_thumbnail_is_its_rows_digit(client: Client, vae: Vae) -> None:
    answer = client.get(f"/{PREFIX}/{MODEL}/sheet/1")
    sheet = np.asarray(Image.open(io.BytesIO(answer.content)).convert("L"), float) / 255
    size, columns = thumbnails.THUMBNAIL_SIZE, thumbnails.SHEET_COLUMNS
    assert sheet.shape == (thumbnails.PER_SHEET // columns * size, columns * size)
    number = 123
    row = (number + thumbnails.PER_SHEET) * thumbnails.stride(len(vae.latents)) % len(vae.latents)
    y, x = number // columns * size, number % columns * size
    image = np.asarray(
        Image.fromarray(vae.decode(vae.latents.mu[row])[0][2:-2, 2:-2]).resize((size, size), 4)
    )
    assert np.abs(sheet[y : y + size, x : x + size] - image).mean() < 0.06


@pytest.mark.parametrize("row_count", [400, 70_000, 60_001])
def test_thumbnails_show_each_row_once(row_count: int) -> None:
    rows = np.arange(row_count) * thumbnails.stride(row_count) % row_count
    assert len(np.unique(rows)) == row_count


def test_the_manifold_is_the_slice_through_a_row(client: Client, vae: Vae) -> None:
    z = vae.latents.mu[512].astype(np.float32)
    x, y = float(z[2]), float(z[4])
    asked = f"left={x}&top={y + 0.5}&step=0.5&columns=3&rows=2&base=512"
    answer = client.get(f"/{PREFIX}/{MODEL}/manifold/2-4?{asked}")
    picture = np.asarray(Image.open(io.BytesIO(answer.content)).convert("L"), float) / 255
    assert picture.shape == (2 * 28, 3 * 28)
    assert np.abs(picture[28:, :28] - vae.decode(z)[0]).mean() < 0.05  # the second row is at y


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("nobody/labels", 404),
        ("..%2F..%2Fetc/labels", 404),
        (f"{MODEL}/places/9-0", 400),
        (f"{MODEL}/sheet/10", 400),
        (f"{MODEL}/digits", 400),
        (f"{MODEL}/digits?rows=70000", 400),
        (f"{MODEL}/digits?rows=-1", 400),
        (f"{MODEL}/digits?rows={'-'.join(257 * ['1'])}", 400),
        (f"{MODEL}/manifold/umap?left=0&top=0&step=1&columns=2&rows=2", 400),
        (f"{MODEL}/manifold/pca?left=nan&top=0&step=1&columns=2&rows=2", 400),
        (f"{MODEL}/manifold/pca?left=0&top=0&step=1e9&columns=2&rows=2", 400),
        (f"{MODEL}/manifold/pca?left=0&top=0&step=1&columns=2000&rows=2000", 400),
        (f"{MODEL}/manifold/pca?left=0&top=0&step=1&columns=2&rows=2&base=70000", 400),
        (f"{MODEL}/manifold/pca?left=0", 400),
        (f"{MODEL}/picture/9-0/dark", 400),
        (f"{MODEL}/picture/umap/pink", 400),
    ],
)
def test_senseless_requests_are_refused_in_a_sentence(client: Client, path: str, status: int) -> None:
    answer = client.get(f"/{PREFIX}/{path}")
    assert answer.status_code == status
    assert answer.text
    assert "Traceback" not in answer.text


def test_the_map_as_a_picture_is_small(client: Client) -> None:
    light, dark = (client.get(f"/{PREFIX}/{MODEL}/picture/umap/{theme}") for theme in ("light", "dark"))
    assert light.headers["content-type"] == "image/webp"
    assert "immutable" in light.headers["cache-control"]
    assert light.content != dark.content
    assert max(len(light.content), len(dark.content)) < 50_000


def test_a_lines_places_are_those_of_its_codes(client: Client, vae: Vae) -> None:
    codes = np.vstack([vae.latents.mu[:99], np.full((1, vae.latent_dim), np.nan), [vae.preset(3)]])
    answer = client.post(f"/{PREFIX}/{MODEL}/line/umap", codes.astype(np.float32).tobytes())
    places = np.frombuffer(answer.content, np.float32).reshape(101, 2)
    assert np.isnan(places[99]).all()  # where no digit is
    square = Square.around(MapView("umap").places(vae))
    corner = np.array([square.left, square.bottom], np.float32)
    steps = square.quantise(places[:99] * np.float32(square.side) + corner)
    rows = np.frombuffer(client.get(f"/{PREFIX}/{MODEL}/places/umap").content, "<u2").reshape(-1, 2)
    assert np.abs(steps.astype(int) - rows[:99]).max() < 8  # a code of the table lands on its own place
    (of_three,) = MapView("umap").place_of(vae, vae.preset(3)[np.newaxis])
    np.testing.assert_allclose(
        places[100], (of_three - [square.left, square.bottom]) / square.side, atol=1e-5
    )


@pytest.mark.parametrize(
    ("path", "size", "status"),
    [
        (f"{MODEL}/line/umap", 0, 400),
        (f"{MODEL}/line/umap", 25, 400),
        (f"{MODEL}/line/9-0", 24, 400),
        (f"{MODEL}/line/umap", 257 * 24, 400),
        (f"{MODEL}/line/umap", 1_000_000, 400),
        ("nobody/line/umap", 24, 404),
    ],
)
def test_senseless_lines_are_refused_in_a_sentence(client: Client, path: str, size: int, status: int) -> None:
    answer = client.post(f"/{PREFIX}/{path}", bytes(size))
    assert answer.status_code == status
    assert answer.text
    assert "Traceback" not in answer.text


def test_another_site_may_not_ask_for_a_line(client: Client) -> None:
    answer = client.post(f"/{PREFIX}/{MODEL}/line/umap", bytes(24), headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


def test_another_site_may_not_ask(client: Client) -> None:
    for site, status in (("same-origin", 200), ("none", 200), ("cross-site", 403), ("same-site", 403)):
        answer = client.get(f"/{PREFIX}/{MODEL}/labels", headers={"Sec-Fetch-Site": site})
        assert answer.status_code == status
