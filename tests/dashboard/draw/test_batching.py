"""What waits together is decoded together, and everyone gets their own."""

import asyncio
import threading

import event_loop
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.draw.batching import BATCH_SIZE, Batcher, to_pictures
from runtime import Vae
from runtime.arrays import FloatArray


def gather(batcher: Batcher, requests: list[FloatArray]) -> list[np.ndarray]:
    async def all_at_once() -> list[np.ndarray]:
        return list(await asyncio.gather(*(batcher.pictures(codes) for codes in requests)))

    return event_loop.run(all_at_once())


@given(st.lists(st.integers(1, 40), min_size=1, max_size=20))
def test_everyone_gets_their_own_pictures(tiny_vae: Vae, sizes: list[int]) -> None:
    rng = np.random.default_rng(sum(sizes))
    requests = [rng.standard_normal((size, 3)).astype(np.float32) for size in sizes]
    for codes, pictures in zip(requests, gather(Batcher(tiny_vae.decode), requests), strict=True):
        exact = to_pictures(tiny_vae.decode(codes)).astype(int)
        assert np.abs(pictures - exact).max() <= 1  # a batch rounds its sums in another order


def test_ten_people_share_each_run(tiny_vae: Vae) -> None:
    sizes = []

    def decode(codes: FloatArray) -> FloatArray:
        sizes.append(len(codes))
        return tiny_vae.decode(codes)

    batcher = Batcher(decode)
    gather(batcher, [np.zeros((1, 3), np.float32)] * 10)
    assert sizes == [10]


def test_a_moving_hand_goes_before_traversals(tiny_vae: Vae) -> None:
    order = []

    def decode(codes: FloatArray) -> FloatArray:
        order.append(codes[:, 0].tolist())
        return tiny_vae.decode(codes)

    strips = [np.full((BATCH_SIZE, 3), number, np.float32) for number in (1, 2)]
    hand = np.full((1, 3), 9, np.float32)
    gather(Batcher(decode), [*strips, hand])
    assert order[0] == [9]
    assert [batch[0] for batch in order[1:]] == [1, 2]


def test_a_fault_reaches_those_who_wait_and_no_one_else(tiny_vae: Vae) -> None:
    fail = threading.Event()

    def decode(codes: FloatArray) -> FloatArray:
        if fail.is_set():
            raise MemoryError("no room")
        return tiny_vae.decode(codes)

    batcher, codes = Batcher(decode), np.zeros((1, 3), np.float32)
    fail.set()
    with pytest.raises(MemoryError, match="no room"):
        gather(batcher, [codes])
    fail.clear()
    assert gather(batcher, [codes])[0].shape == (1, 28, 28)


def test_who_leaves_does_not_hold_up_the_others(tiny_vae: Vae) -> None:
    async def leave_and_stay() -> np.ndarray:
        batcher, codes = Batcher(tiny_vae.decode), np.zeros((1, 3), np.float32)
        leaving = asyncio.create_task(batcher.pictures(codes))
        staying = asyncio.create_task(batcher.pictures(codes))
        await asyncio.sleep(0)
        leaving.cancel()
        return await staying

    assert event_loop.run(leave_and_stay()).shape == (1, 28, 28)
