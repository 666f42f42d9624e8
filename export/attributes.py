"""Find the directions in latent space that change one measure of a digit and hold the others and the digit.

At each code z there is one direction per attribute k, d_k(z) = Θ_k,digit · (1, z). Θ is the least-squares
answer to "one unit of k, none of the others, the same digit", over training codes:

    Σ ‖S⁻¹ J(z) d - e_k‖² + λ dᵀ C⁻¹ d + Σ_c w_c (g_c(z)ᵀ d)²

S is the spread of each measure within a digit; J the Jacobian of the measures of the decoded image, by
central differences; C the covariance of codes within a digit, so that a step goes where codes are; g_c the
gradient of the log odds of the digit against another one c, with Gaussian classes (Hastie, Tibshirani &
Friedman 2009, section 4.3). As only few of these codes show any one digit, its Θ is drawn to that of all
digits; and as all of this shrinks a step, Θ is scaled so that one unit asked is one unit measured, on average
over steps of ±S.
"""

import dataclasses
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from runtime.measure.measure import MEASURES, UNITS, measure_digits
from runtime.model.attributes import DIGIT_COUNT, Directions
from runtime.model.card import Attribute

Floats = NDArray[np.float64]
Decode = Callable[[NDArray[np.float32]], NDArray[np.float32]]  # codes (N, latent_dim) → images (N, 28, 28)

SAMPLE_COUNT = 4000  # training codes that the fit looks at
PROBE = 0.3  # half of a central difference, in standard deviations of its dimension
LEAST_STD = 0.1  # of a dimension, where one is divided by: collapsed ones have next to none
CODE_WEIGHT = 0.03  # λ
DIGIT_WEIGHT = 0.1  # of a change of the log odds, per nat²
RIVAL_NATS = 5.0  # a digit that is less likely by so much weighs 1/e
POOLED_COUNT = 10  # codes per latent dimension that a class's covariance is drawn to the pooled one by
SHARED_SHARE = 0.01  # of the sample, that a digit's Θ is drawn to that of all digits by
# Of each measure within a digit, where one is divided by: made-up digits may be all alike.
LEAST_SPREAD = {"thickness": 0.05, "slant": 0.5, "width": 0.1, "height": 0.1, "area": 1.0, "roundness": 0.005}
LEAST_SHARE = 1e-3  # of the sample, that a map is drawn to nothing by along features that are all 0
LEAST_GAIN = 0.2  # a direction that moves its attribute by less than so much of what is asked stays short
SEED = 0


def describe(measured: NDArray[np.floating], labels: NDArray[np.integer]) -> tuple[Attribute, ...]:
    """The card's entries for measures (N, 6) of training digits with their labels (N,)."""
    spread = _within(measured, labels).std(0)
    low, high = np.percentile(measured, [1, 99], axis=0)
    columns = zip(measured.mean(0, dtype=np.float64), spread, low, high, strict=True)
    return tuple(
        Attribute(name, UNITS[name], *(round(float(value), 6) for value in column))
        for name, column in zip(MEASURES, columns, strict=True)
    )


def find_directions(
    codes: NDArray[np.float32],
    labels: NDArray[np.integer],
    attributes: tuple[Attribute, ...],
    decode: Decode,
) -> Directions:
    """Directions of every attribute for a model.

    Args:
        codes: Of training images, (N, latent_dim), at least 2 of each digit.
        labels: Their digits, (N,).
        attributes: What ``describe`` says of the images.
        decode: Codes (N, latent_dim) → images (N, 28, 28) in [0, 1].
    """
    z = codes.astype(np.float64)
    within = _within(z, labels)
    covariance = within.T @ within / len(z)
    covariance += (1e-4 * np.trace(covariance) / len(covariance) + 1e-9) * np.eye(len(covariance))
    classes = _Classes.fit(z, labels, covariance)
    scale = _Scale(z.mean(0), np.maximum(z.std(0), LEAST_STD), *np.percentile(z, [1, 99], axis=0))
    rng = np.random.default_rng(SEED)
    rows = np.sort(rng.choice(len(z), min(SAMPLE_COUNT, len(z)), replace=False))
    sample = _Sample(z[rows], labels[rows], scale.features(z[rows]))
    spread = np.array([max(attribute.std, LEAST_SPREAD[attribute.name]) for attribute in attributes])
    jacobian = _jacobian(sample.z, PROBE * scale.std, decode) / spread[:, None]
    theta = _fit(sample, jacobian, np.asarray(np.linalg.inv(covariance), np.float64), classes)
    theta /= np.maximum(_gain(sample, theta, spread, decode), LEAST_GAIN)[:, None, None, None]
    return Directions(
        maps=(scale.unscaled(theta) / spread[:, None, None, None]).astype(np.float32),
        class_mean=classes.mean.astype(np.float32),
        class_precision=classes.precision.astype(np.float32),
        class_log_det=classes.log_det.astype(np.float32),
        low=scale.low.astype(np.float32),
        high=scale.high.astype(np.float32),
    )


@dataclasses.dataclass(frozen=True, slots=True)
class _Scale:
    """What turns codes into the features (1, z) of the maps, evenly scaled for the fit."""

    mean: Floats
    std: Floats
    low: Floats
    high: Floats

    def features(self, z: Floats) -> Floats:
        within = np.clip(z, self.low, self.high)
        return np.hstack([np.ones((len(z), 1)), (within - self.mean) / self.std])

    def unscaled(self, theta: Floats) -> Floats:
        """The same maps (…, 1 + latent_dim) for the features (1, z)."""
        slopes = theta[..., 1:] / self.std
        constant = theta[..., :1] - (slopes @ self.mean)[..., None]
        return np.concatenate([constant, slopes], axis=-1)


@dataclasses.dataclass(frozen=True, slots=True)
class _Sample:
    """Training codes (N, latent_dim), their digits (N,) and features (N, 1 + latent_dim)."""

    z: Floats
    labels: NDArray[np.integer]
    features: Floats

    def moments(self, weights: Floats, rows: NDArray[np.intp] | slice) -> Floats:
        """Σ W_n ⊗ f_n f_nᵀ over rows, for W (N, latent_dim, latent_dim): a square matrix over flat maps."""
        f, w = self.features[rows], weights[rows]
        latent_dim, width = w.shape[1], f.shape[1]
        outer = (f[:, :, None] * f[:, None, :]).reshape(len(f), -1)
        summed = (w.reshape(len(w), -1).T @ outer).reshape(latent_dim, latent_dim, width, width)
        return summed.transpose(0, 2, 1, 3).reshape(latent_dim * width, latent_dim * width)


@dataclasses.dataclass(frozen=True, slots=True)
class _Classes:
    """Gaussian classes of codes, one per digit: mean, precision and log determinant of the covariance."""

    mean: Floats
    precision: Floats
    log_det: Floats

    @classmethod
    def fit(cls, z: Floats, labels: NDArray[np.integer], pooled: Floats) -> "_Classes":
        means, covariances = [], []
        for digit in range(DIGIT_COUNT):
            own = z[labels == digit]
            away = own - own.mean(0)
            share = len(own) / (len(own) + POOLED_COUNT * z.shape[1])
            means.append(own.mean(0))
            covariances.append(share * (away.T @ away / len(own)) + (1 - share) * pooled)
        return cls(np.array(means), np.linalg.inv(covariances), np.linalg.slogdet(covariances)[1])

    def holds(self, z: Floats, labels: NDArray[np.integer]) -> Floats:
        """Σ_c w_c g_c g_cᵀ at each code (N, latent_dim): (N, latent_dim, latent_dim)."""
        away = z[:, None] - self.mean
        pull = np.einsum("clm,ncm->ncl", self.precision, away)
        log_q = -0.5 * (np.einsum("ncl,ncl->nc", away, pull) + self.log_det)
        own = np.arange(len(z)), labels
        log_odds, gradients = log_q[own][:, None] - log_q, pull - pull[own][:, None]
        weights = np.exp(-np.maximum(log_odds, 0) / RIVAL_NATS)  # of the digit itself: its gradient is 0
        return np.asarray(np.matmul((weights[:, :, None] * gradients).transpose(0, 2, 1), gradients))


def _within(values: NDArray[np.floating], labels: NDArray[np.integer]) -> Floats:
    """Values (N, …) less the mean of their digit."""
    rest = np.array(values, np.float64)
    for digit in np.unique(labels):
        own = labels == digit
        rest[own] -= rest[own].mean(0)
    return rest


def _measures(z: Floats, decode: Decode) -> Floats:
    return measure_digits(decode(z.astype(np.float32))).astype(np.float64)


def _jacobian(z: Floats, step: Floats, decode: Decode) -> Floats:
    """Of the measures of the decoded image, by central differences: (N, 6, latent_dim)."""
    jacobian = np.empty((len(z), len(MEASURES), z.shape[1]))
    for dimension, size in enumerate(step):
        probe = np.zeros(z.shape[1])
        probe[dimension] = size
        jacobian[:, :, dimension] = (_measures(z + probe, decode) - _measures(z - probe, decode)) / (2 * size)
    return jacobian


def _fit(sample: _Sample, jacobian: Floats, precision: Floats, classes: _Classes) -> Floats:
    """Maps (6, 10, latent_dim, 1 + latent_dim), per spread of the attribute, of scaled features."""
    count, latent_dim = sample.z.shape
    shape = (len(MEASURES), latent_dim, sample.features.shape[1])
    weights = np.matmul(jacobian.transpose(0, 2, 1), jacobian) + CODE_WEIGHT * precision
    weights += DIGIT_WEIGHT * classes.holds(sample.z, sample.labels)
    everyone = slice(None)
    prior = sample.moments(np.broadcast_to(precision, weights.shape), everyone)
    prior += LEAST_SHARE * count * np.kron(precision, np.eye(shape[2]))  # for dimensions that never change

    def wanted(rows: NDArray[np.intp] | slice) -> Floats:
        moment = np.einsum("nkl,nf->lfk", jacobian[rows], sample.features[rows])
        return np.asarray(moment.reshape(-1, len(MEASURES)))

    ridge = SHARED_SHARE * CODE_WEIGHT * prior
    shared = np.linalg.solve(sample.moments(weights, everyone) + ridge, wanted(everyone))
    drawn = SHARED_SHARE * prior
    theta = np.empty((len(MEASURES), DIGIT_COUNT, *shape[1:]))
    for digit in range(DIGIT_COUNT):
        rows = np.flatnonzero(sample.labels == digit)
        own = np.linalg.solve(sample.moments(weights, rows) + drawn, wanted(rows) + drawn @ shared)
        theta[:, digit] = own.T.reshape(shape)
    moved = np.einsum("nkl,nkl->k", jacobian, _directions(sample, theta)) / count
    return np.asarray(theta / np.maximum(moved, LEAST_GAIN)[:, None, None, None])


def _directions(sample: _Sample, theta: Floats) -> Floats:
    """Directions (N, 6, latent_dim) at the codes of the sample."""
    directions = np.empty((len(sample.z), len(theta), sample.z.shape[1]))
    for digit in range(DIGIT_COUNT):
        own = sample.labels == digit
        directions[own] = np.einsum("klf,nf->nkl", theta[:, digit], sample.features[own])
    return directions


def _gain(sample: _Sample, theta: Floats, spread: Floats, decode: Decode) -> Floats:
    """How much of a step of ±1 spread each attribute really makes, (6,)."""
    directions = _directions(sample, theta)
    gains = np.empty(len(theta))
    for k in range(len(theta)):
        ahead, back = (_measures(sample.z + side * directions[:, k], decode)[:, k] for side in (1, -1))
        gains[k] = (ahead - back).mean() / (2 * spread[k])
    return gains
