"""Decodes what several people wait for together, in one run of the graph."""

import asyncio
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from runtime.arrays import FloatArray

BATCH_SIZE = 32  # codes in one run: bounds how long one person's pictures wait for others'

Pictures = NDArray[np.uint8]


class Batcher:
    """Turns codes into pictures, all that waits in one batch; the decoder runs in a thread.

    While it runs, the next batch gathers by itself: alone, one code is decoded at once; ten people who drag
    at the same time share each run.
    """

    def __init__(self, decode: Callable[[FloatArray], FloatArray]) -> None:
        """Decode with ``decode``: codes (N, latent_dim) to images (N, 28, 28) in [0, 1]."""
        self._decode = decode
        self._waiting: list[tuple[FloatArray, asyncio.Future[Pictures]]] = []
        self._worker: asyncio.Task[None] | None = None

    async def pictures(self, codes: FloatArray) -> Pictures:
        """Decode checked codes (N, latent_dim) to pictures (N, 28, 28) of 0 to 255, ink = 255."""
        answer: asyncio.Future[Pictures] = asyncio.get_running_loop().create_future()
        self._waiting.append((codes, answer))
        if self._worker is None:
            self._worker = asyncio.create_task(self._work())
        return await answer

    async def _work(self) -> None:
        try:
            while self._waiting:
                batch = self._next_batch()
                try:
                    pictures = await asyncio.to_thread(self._run, [codes for codes, _ in batch])
                except Exception as error:  # whoever waits for it raises it
                    for _, answer in batch:
                        if not answer.done():
                            answer.set_exception(error)
                    continue
                for (_, answer), own in zip(batch, pictures, strict=True):
                    if not answer.done():  # done: its owner has left
                        answer.set_result(own)
        finally:
            self._worker = None

    def _next_batch(self) -> list[tuple[FloatArray, asyncio.Future[Pictures]]]:
        """The shortest requests, up to BATCH_SIZE codes: a hand that moves goes before a traversal."""
        self._waiting.sort(key=lambda request: len(request[0]))  # stable: among equals, who came first
        sizes = np.cumsum([len(codes) for codes, _ in self._waiting])
        count = max(1, int(np.searchsorted(sizes, BATCH_SIZE, side="right")))
        batch, self._waiting = self._waiting[:count], self._waiting[count:]
        return batch

    def _run(self, requests: list[FloatArray]) -> list[Pictures]:
        images = to_pictures(self._decode(np.concatenate(requests)))
        return np.split(images, np.cumsum([len(codes) for codes in requests])[:-1])


def to_pictures(images: FloatArray) -> Pictures:
    """Images in [0, 1] as bytes, 0 to 255."""
    return np.round(images * 255).astype(np.uint8)
