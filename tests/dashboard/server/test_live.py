"""The live route of a real dashboard: right pictures for its own page, and nothing for anyone else."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import event_loop
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from patience import PATIENCE
from serving import serve
from websockets.exceptions import ConnectionClosedError, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from dashboard.server import live
from dashboard.server.film_folder import FilmFolder
from dashboard.server.sockets import MAX_SOCKET_COUNT, UNACCEPTABLE
from runtime import CodeError, load_vae
from streamlit_app import app


@contextmanager
def socket(dashboard: str, model: str, origin: str | None = None) -> Iterator[ClientConnection]:
    place = f"{dashboard.replace('http', 'ws')}/live?model={model}"
    with connect(place, origin=Origin(origin or dashboard), proxy=None) as opened:
        yield opened


def ask(opened: ClientConnection, codes: np.ndarray) -> np.ndarray:
    opened.send(codes.astype("<f4").tobytes())
    answer = opened.recv(timeout=PATIENCE)
    assert isinstance(answer, bytes)
    return np.frombuffer(answer, np.uint8).reshape(-1, 28, 28)


@pytest.mark.parametrize("model", ["mlp20", "conv6", "res16"])
def test_codes_come_back_as_the_decoders_pictures(dashboard: str, model: str) -> None:
    vae = load_vae(model)
    codes = np.random.default_rng(0).standard_normal((64, vae.latent_dim)).astype(np.float32)
    with socket(dashboard, model) as opened:
        for rows in (codes[:1], codes[:9], codes):
            np.testing.assert_allclose(ask(opened, rows), vae.decode(rows) * 255, atol=0.51)


@pytest.mark.parametrize("origin", ["http://elsewhere.example", "null", "http://127.0.0.1:1"])
def test_another_page_gets_no_socket(dashboard: str, origin: str) -> None:
    with pytest.raises(InvalidStatus), socket(dashboard, "mlp20", origin):
        pass


@pytest.mark.parametrize("model", ["", "vae3d", "../models/mlp20", "models%2Fmlp20", "%00"])
def test_only_a_models_name_opens_it(dashboard: str, model: str) -> None:
    with pytest.raises(InvalidStatus), socket(dashboard, model):
        pass


FAULTY = {
    "text": "hello",
    "nothing": b"",
    "a piece of a code": b"1234567",
    "too many codes": bytes(65 * 80),
    "NaN": np.full(20, np.nan, "<f4").tobytes(),
    "infinity": np.full(20, np.inf, "<f4").tobytes(),
    "far too large": np.full(20, 1e9, "<f4").tobytes(),
}


@pytest.mark.parametrize("message", FAULTY.values(), ids=FAULTY)
def test_what_is_no_code_ends_the_conversation(dashboard: str, message: str | bytes) -> None:
    with socket(dashboard, "mlp20") as opened:
        opened.send(message)
        with pytest.raises(ConnectionClosedError) as closed:
            opened.recv(timeout=PATIENCE)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == UNACCEPTABLE
        assert closed.value.rcvd.reason
    with socket(dashboard, "mlp20") as opened:  # and harms no one else
        assert ask(opened, np.zeros((1, 20))).shape == (1, 28, 28)


@given(st.binary(max_size=400))
def test_any_bytes_are_codes_or_refused(content: bytes) -> None:
    try:
        codes = live.read_codes({"type": "websocket.receive", "bytes": content}, 3)
    except CodeError:
        return
    assert codes.shape == (len(content) // 12, 3)
    assert np.isfinite(codes).all()


def test_there_is_an_end_to_sockets(dashboard: str) -> None:
    with ExitStack() as all_open:
        for _ in range(MAX_SOCKET_COUNT + 1):
            try:
                all_open.enter_context(socket(dashboard, "mlp20"))
            except InvalidStatus:
                break
        else:
            pytest.fail("no limit was reached")
    with socket(dashboard, "mlp20") as opened:  # those who left make room
        assert ask(opened, np.zeros((1, 20))).shape == (1, 28, 28)


@pytest.mark.slow
def test_streamlit_run_serves_it_too() -> None:
    command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py"]
    with serve(command, "--server.port") as address, socket(address, "mlp20") as opened:
        assert ask(opened, np.zeros((1, 20))).shape == (1, 28, 28)


def test_the_folders_of_films_go_with_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "DEFAULT_MODEL", "none of them")  # this is not about opening it
    folder = FilmFolder()

    async def serve_and_end() -> bool:
        async with live.warm(app):
            return folder.path.is_dir()

    assert event_loop.run(serve_and_end())
    assert not folder.path.exists()
