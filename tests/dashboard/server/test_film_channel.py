"""The film's way past Streamlit, through a real server: to its own player, the newest film, once."""

import asyncio
import gc
import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import numpy as np
import pytest
import uvicorn
from patience import PATIENCE, wait_until
from starlette.applications import Starlette
from websockets.exceptions import ConnectionClosedError, ConnectionClosedOK, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from dashboard.draw.batching import Pictures
from dashboard.server import film_channel
from dashboard.server.film_channel import MAX_BYTES, FilmChannel
from dashboard.server.sockets import GONE_ON, UNACCEPTABLE


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A server in a thread of this process: channels are found where sessions have made them."""
    config = uvicorn.Config(
        Starlette(routes=film_channel.routes), port=0, log_level="error", ws="websockets-sansio"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    wait_until(lambda: server.started)
    yield f"127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@contextmanager
def player(address: str, channel: FilmChannel) -> Iterator[ClientConnection]:
    """A player that listens."""
    before = channel._player
    with opened(address, channel.name) as socket:
        wait_until(lambda: channel._player is not before)
        yield socket


@contextmanager
def opened(address: str, name: str, origin: str | None = None) -> Iterator[ClientConnection]:
    place = f"ws://{address}{film_channel.PATH}?channel={name}"
    with connect(place, origin=Origin(origin or f"http://{address}"), proxy=None) as socket:
        yield socket


def frames(value: int, count: int = 3) -> Pictures:
    return np.full((count, 28, 56), value, np.uint8)


def heard(socket: ClientConnection) -> tuple[Mapping[str, object], Pictures]:
    message = socket.recv(timeout=PATIENCE)
    assert isinstance(message, bytes)
    length = int.from_bytes(message[:4], "little")
    said = json.loads(message[4 : 4 + length])
    return said, np.frombuffer(message[4 + length :], np.uint8).reshape(-1, 28, 56)


def test_a_film_reaches_its_own_player_alone(address: str) -> None:
    mine, other = FilmChannel(), FilmChannel()
    with player(address, mine) as my_player, player(address, other) as other_player:
        assert mine.send({"film": "a", "fps": 30}, frames(7)) == 1
        said, shown = heard(my_player)
        assert said == {"film": "a", "fps": 30, "channel": mine.name, "number": 1}
        np.testing.assert_array_equal(shown, frames(7))
        assert other.send({"film": "b"}, frames(8)) == 1
        assert heard(other_player)[0]["film"] == "b"


def test_a_film_is_sent_once_and_each_has_its_number(address: str) -> None:
    channel = FilmChannel()
    assert channel.send({"film": "a"}, frames(1)) == 1  # nobody listens yet
    with player(address, channel) as socket:
        assert channel.send({"film": "a"}, frames(1)) == 1
        assert channel.send({"film": "b"}, frames(2)) == 2
        assert heard(socket)[0]["number"] == 2
        assert channel.send({"film": "a"}, frames(1)) == 3  # gone back to
        assert heard(socket)[0] == {"film": "a", "channel": channel.name, "number": 3}


def test_what_a_slow_network_has_not_taken_gives_way_to_the_newest(address: str) -> None:
    channel = FilmChannel()
    with player(address, channel) as socket:
        for number in range(1, 100):
            channel.send({"film": number}, np.full((13, 28, 56), number, np.uint8))
            assert channel._player is not None
            assert channel._player[1].qsize() <= 1
        numbers: list[int] = []
        while not numbers or numbers[-1] < 99:
            said, shown = heard(socket)
            numbers.append(int(str(said["number"])))
            assert (shown == said["number"]).all()
        assert numbers == sorted(numbers)


def test_a_long_film_comes_with_the_page_alone(address: str) -> None:
    channel = FilmChannel()
    with player(address, channel) as socket:
        assert channel.send({"film": "long"}, frames(1, count=MAX_BYTES // (28 * 56) + 1)) == 1
        assert channel.send({"film": "short"}, frames(2)) == 2
        assert heard(socket)[0]["film"] == "short"


@pytest.mark.parametrize("too_many", [0, 1])
def test_the_bound_counts_all_of_a_message(address: str, too_many: int) -> None:
    channel = FilmChannel()
    picture_count = MAX_BYTES // (28 * 56) - 1
    with player(address, channel) as socket:
        around = {"title": "", "channel": channel.name, "number": 1}
        rest = MAX_BYTES - picture_count * 28 * 56 - 4 - len(json.dumps(around))
        channel.send({"title": "x" * (rest + too_many)}, frames(1, picture_count))
        if too_many:
            assert channel._player is not None
            loop, waiting, _ = channel._player
            asyncio.run_coroutine_threadsafe(asyncio.sleep(0), loop).result(PATIENCE)
            wait_until(waiting.empty)  # what the channel has taken is on its way by now
        else:
            assert heard(socket)[0]["number"] == 1
        channel.send({"title": "short"}, frames(2))
        assert heard(socket)[0]["number"] == 2


def test_a_socket_whose_place_is_taken_is_closed(address: str) -> None:
    channel = FilmChannel()
    with player(address, channel) as earlier, player(address, channel) as later:
        with pytest.raises(ConnectionClosedOK) as closed:
            earlier.recv(timeout=PATIENCE)
        assert closed.value.rcvd is not None
        assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (GONE_ON, "a newer player has connected")
        wait_until(lambda: len(film_channel._sockets._open) == 1)
        channel.send({"film": "a"}, frames(1))
        assert heard(later)[0]["film"] == "a"


@pytest.mark.slow
def test_a_socket_that_takes_nothing_any_more_gives_its_place_up_too(address: str) -> None:
    channel = FilmChannel()
    with player(address, channel):
        assert channel._player is not None
        waiting = channel._player[1]
        noise = np.random.default_rng(0).integers(0, 256, (600, 28, 56), np.uint8)  # which no network packs
        number = 0

        def send_another() -> None:  # they pile up between here and a player that reads none
            nonlocal number
            number += 1
            channel.send({"film": number}, noise)
            time.sleep(0.05)

        wait_until(waiting.full, send_another)
        with player(address, channel) as later:
            wait_until(lambda: len(film_channel._sockets._open) == 1)
            channel.send({"film": "a"}, frames(1))
            assert heard(later)[0]["film"] == "a"


def test_who_comes_later_takes_the_place_and_who_leaves_frees_it(address: str) -> None:
    channel = FilmChannel()
    with player(address, channel), player(address, channel) as later:
        channel.send({"film": "a"}, frames(1))
        assert heard(later)[0]["film"] == "a"
    wait_until(lambda: channel._player is None)
    assert channel.send({"film": "b"}, frames(2)) == 2


@pytest.mark.parametrize("name", ["", "x", "../live", "%00", "a" * 5000, "&channel=", "%F0%9F%98%80"])
def test_a_guessed_name_opens_nothing(address: str, name: str) -> None:
    with pytest.raises(InvalidStatus), opened(address, name):
        pass


def test_another_page_gets_no_socket(address: str) -> None:
    channel = FilmChannel()
    with pytest.raises(InvalidStatus), opened(address, channel.name, origin="http://elsewhere.example"):
        pass


def test_names_are_long_and_differ() -> None:
    channels = [FilmChannel() for _ in range(100)]
    assert len({channel.name for channel in channels}) == 100
    assert min(len(channel.name) for channel in channels) >= 43  # 256 bits


def test_a_sessions_end_is_its_channels(address: str) -> None:
    sessions = [FilmChannel()]
    name = sessions[0].name
    with player(address, sessions[0]) as socket:
        sessions[0].send({"film": "a"}, frames(1))
        heard(socket)
        sessions.clear()
    wait_until(lambda: not gc.collect() and name not in film_channel._channels)
    with pytest.raises(InvalidStatus), opened(address, name):
        pass


@pytest.mark.parametrize("message", ["hello", b"1234"])
def test_a_player_has_nothing_to_say(address: str, message: str | bytes) -> None:
    channel = FilmChannel()
    with player(address, channel) as socket:
        socket.send(message)
        with pytest.raises(ConnectionClosedError) as closed:
            socket.recv(timeout=PATIENCE)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == UNACCEPTABLE
    assert channel.send({"film": "a"}, frames(1)) == 1
