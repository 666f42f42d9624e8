"""Tests of a model's paths: caching, and lazy loading of files."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from numpy.typing import NDArray

from runtime import PATH_KINDS, PathKind, Vae
from runtime.path.graph import CodeGraph
from runtime.path.paths import Paths
from runtime.path.true_ends import TrueEnds

Code = NDArray[np.float32]


class Counted:
    """Paths of a model that count opened files and decoded codes."""

    def __init__(self, vae: Vae) -> None:
        self.vae, self.decoded, self.opened, self.read_count = vae, 0, 0, 0
        self.paths = Paths(vae.latent_dim, decode=self.decode, open_graph=self.open_graph, read=self.read)

    def decode(self, z: Code) -> Code:
        self.decoded += 1
        return self.vae.decode(z)

    def open_graph(self) -> CodeGraph:
        self.opened += 1
        return self.vae.graph

    def read(self, images: Code) -> Code:
        self.read_count += 1
        return np.full((len(images), 10), 0.1, np.float32)


@pytest.fixture
def counted(tiny_vae: Vae) -> Counted:
    return Counted(tiny_vae)


@pytest.fixture
def ends(tiny_vae: Vae) -> tuple[Code, Code]:
    return tiny_vae.preset(3), tiny_vae.preset(8)


@pytest.mark.parametrize("kind", PATH_KINDS)
def test_a_path_is_found_once(counted: Counted, ends: tuple[Code, Code], kind: PathKind) -> None:
    alpha = np.linspace(0, 1, 12)
    found = counted.paths.find(*ends, kind, even=True)
    decoded = counted.decoded
    assert counted.paths.find(*ends, kind, even=True) is found
    assert counted.decoded == decoded
    drawn = counted.paths.draw(*ends, kind=kind, even=True)
    assert drawn is not found
    assert counted.decoded > decoded
    np.testing.assert_array_equal(drawn(alpha), found(alpha))
    assert counted.paths.find(*ends, kind, even=False) is not found


def test_only_a_geodesic_opens_the_graph_and_reads(counted: Counted, ends: tuple[Code, Code]) -> None:
    counted.paths.draw(*ends, kind="slerp")
    assert (counted.opened, counted.read_count) == (0, 0)
    counted.paths.draw(*ends, kind="geodesic")
    counted.paths.draw(*ends[::-1], kind="geodesic")
    assert (counted.opened, counted.read_count) == (1, 2)


def test_an_end_is_decoded_once_and_cannot_be_changed(counted: Counted, ends: tuple[Code, Code]) -> None:
    codes = np.stack(ends)
    images = counted.paths.decode_end(codes)
    assert counted.paths.decode_end(codes.copy()) is images
    assert counted.decoded == 1
    np.testing.assert_array_equal(images, counted.vae.decode(codes))
    with pytest.raises(ValueError, match="read-only"):
        images[0, 0, 0] = 1


def test_equal_true_ends_are_timed_once(counted: Counted, ends: tuple[Code, Code]) -> None:
    path = counted.paths.find(*ends, "linear", even=True)
    decoded = counted.paths.decode_end(np.stack(ends))
    given = np.clip(decoded + np.float32(0.2), 0, 1)
    shares = [
        counted.paths.time_true_ends(
            TrueEnds.between((given[0].copy(), given[1]), (decoded[0], decoded[1])), path
        )
        for _ in range(2)
    ]
    assert shares[0] is shares[1]
    np.testing.assert_array_equal(shares[0](np.array([0.0, 1.0]))[:, 0], [0, 1])


def test_threads_find_the_same_paths(tiny_vae: Vae) -> None:
    pairs = 3 * [(tiny_vae.preset(a), tiny_vae.preset(b)) for a in range(4) for b in range(4)]
    alpha = np.linspace(0, 1, 9)
    shared = Counted(tiny_vae).paths

    def follow(pair: tuple[Code, Code]) -> Code:
        return shared.find(pair[0], pair[1], "geodesic", even=True)(alpha)

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(follow, pairs))
    alone = Counted(tiny_vae).paths
    for pair, codes in zip(pairs, found, strict=True):
        np.testing.assert_array_equal(codes, alone.draw(*pair, kind="geodesic", even=True)(alpha))
