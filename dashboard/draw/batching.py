"""Batches the decoding requests of several users into one run of the graph."""

import asyncio
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from runtime.arrays import FloatArray

BATCH_SIZE = 32  # codes per run; limits how long one user waits for the others

Pictures = NDArray[np.uint8]


class Batcher:
    """Decodes codes to pictures, all pending requests in one batch; the decoder runs in a thread.

    While the decoder runs, requests collect for the next batch: a single user's code is decoded immediately,
    and ten users who drag at the same time share each run.
    """

    def __init__(self, decode: Callable[[FloatArray], FloatArray]) -> None:
        """Create a batcher.

        Args:
            decode: Decodes codes (N, latent_dim) to images (N, 28, 28) in [0, 1].
        """
        self._decode = decode
        self._waiting: list[tuple[FloatArray, asyncio.Future[Pictures]]] = []
        self._worker: asyncio.Task[None] | None = None

    async def pictures(self, codes: FloatArray) -> Pictures:
        """Decode valid codes (N, latent_dim) to pictures (N, 28, 28) of 0 to 255, ink = 255."""
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
                except Exception as error:  # raised in the waiting requests
                    for _, answer in batch:
                        if not answer.done():
                            answer.set_exception(error)
                    continue
                for (_, answer), own in zip(batch, pictures, strict=True):
                    if not answer.done():  # done: the user has left
                        answer.set_result(own)
        finally:
            self._worker = None

    def _next_batch(self) -> list[tuple[FloatArray, asyncio.Future[Pictures]]]:
        """Take the shortest requests, up to BATCH_SIZE codes: a dragged slider goes before a traversal."""
        self._waiting.sort(key=lambda request: len(request[0]))  # a stable sort: equals keep their order
        sizes = np.cumsum([len(codes) for codes, _ in self._waiting])
        count = max(1, int(np.searchsorted(sizes, BATCH_SIZE, side="right")))
        batch, self._waiting = self._waiting[:count], self._waiting[count:]
        return batch

    def _run(self, requests: list[FloatArray]) -> list[Pictures]:
        images = to_pictures(self._decode(np.concatenate(requests)))
        return np.split(images, np.cumsum([len(codes) for codes in requests])[:-1])


def to_pictures(images: FloatArray) -> Pictures:
    """Convert images in [0, 1] to bytes, 0 to 255."""
    return np.round(images * 255).astype(np.uint8)
