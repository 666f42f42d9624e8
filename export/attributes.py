"""Directions in latent space that change one attribute of a digit and preserve the others and the digit.

Each code z has one direction per attribute k, d_k(z) = Θ_k,digit · (1, z). Over training codes, Θ is the
least-squares solution of "change k by one unit, keep the other attributes, keep the digit":

    Σ ‖S⁻¹ J(z) d - e_k‖² + λ dᵀ C⁻¹ d + Σ_c w_c (g_c(z)ᵀ d)²

S is the spread of each measure within a digit. J is the Jacobian of the measures of the decoded image, by
central differences. C is the covariance of codes within a digit, which keeps steps near the codes. g_c is
the gradient of the log odds of the digit against another digit c, with Gaussian classes (Hastie, Tibshirani &
Friedman 2009, section 4.3). The sample contains few codes of each digit, so the Θ of a digit is regularised
towards the Θ of all digits. All of this shrinks a step, so Θ is finally scaled to make one requested unit one
measured unit, on average over steps of ±S.
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

SAMPLE_COUNT = 4000  # training codes in the fit
PROBE = 0.3  # half width of a central difference, in standard deviations of the dimension
LEAST_STD = 0.1  # floor for the divisor of a dimension; a collapsed dimension hardly varies
CODE_WEIGHT = 0.03  # λ
DIGIT_WEIGHT = 0.1  # weight of a change of the log odds, per nat²
RIVAL_NATS = 5.0  # log odds, in nats, at which the weight of another digit has fallen to 1/e
POOLED_COUNT = 10  # shrinkage of a class covariance to the pooled one, in codes per latent dimension
SHARED_SHARE = 0.01  # shrinkage of a digit's Θ to the Θ of all digits, as a share of the sample
# Floors for the spread of each measure within a digit: synthetic digits may be identical.
LEAST_SPREAD = {"thickness": 0.05, "slant": 0.5, "width": 0.1, "height": 0.1, "area": 1.0, "roundness": 0.005}
LEAST_SHARE = 1e-3  # ridge towards 0, as a share of the sample, for features that are always 0
LEAST_GAIN = 0.2  # floor for the divisor of a direction: one with little effect stays short
SEED = 0


def describe(measured: NDArray[np.floating], labels: NDArray[np.integer]) -> tuple[Attribute, ...]:
    """Return the card's attributes from the measures (N, 6) of training digits with labels (N,)."""
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
    """Fit a model's directions for every attribute.

    Args:
        codes: Codes of training images, (N, latent_dim), at least 2 per digit.
        labels: Digits of the images, (N,).
        attributes: Result of ``describe`` for the images.
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
    """Standardises the features (1, z) of the maps for the fit."""

    mean: Floats
    std: Floats
    low: Floats
    high: Floats

    def features(self, z: Floats) -> Floats:
        within = np.clip(z, self.low, self.high)
        return np.hstack([np.ones((len(z), 1)), (within - self.mean) / self.std])

    def unscaled(self, theta: Floats) -> Floats:
        """Convert maps (…, 1 + latent_dim) of standardised features to maps of (1, z)."""
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
        """Return Σ W_n ⊗ f_n f_nᵀ over rows, W (N, latent_dim, latent_dim), as a matrix over flat maps."""
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

    def penalties(self, z: Floats, labels: NDArray[np.integer]) -> Floats:
        """Return Σ_c w_c g_c g_cᵀ, (N, latent_dim, latent_dim), at codes (N, latent_dim)."""
        away = z[:, None] - self.mean
        pull = np.einsum("clm,ncm->ncl", self.precision, away)
        log_q = -0.5 * (np.einsum("ncl,ncl->nc", away, pull) + self.log_det)
        own = np.arange(len(z)), labels
        log_odds, gradients = log_q[own][:, None] - log_q, pull - pull[own][:, None]
        weights = np.exp(-np.maximum(log_odds, 0) / RIVAL_NATS)  # 1 for the digit itself, whose gradient is 0
        return np.asarray(np.matmul((weights[:, :, None] * gradients).transpose(0, 2, 1), gradients))


def _within(values: NDArray[np.floating], labels: NDArray[np.integer]) -> Floats:
    """Subtract from values (N, …) the mean of their digit."""
    centred = np.array(values, np.float64)
    for digit in np.unique(labels):
        own = labels == digit
        centred[own] -= centred[own].mean(0)
    return centred


def _measures(z: Floats, decode: Decode) -> Floats:
    return measure_digits(decode(z.astype(np.float32))).astype(np.float64)


def _jacobian(z: Floats, step: Floats, decode: Decode) -> Floats:
    """Return the Jacobian of the decoded image's measures by central differences, (N, 6, latent_dim)."""
    jacobian = np.empty((len(z), len(MEASURES), z.shape[1]))
    for dimension, size in enumerate(step):
        probe = np.zeros(z.shape[1])
        probe[dimension] = size
        jacobian[:, :, dimension] = (_measures(z + probe, decode) - _measures(z - probe, decode)) / (2 * size)
    return jacobian


def _fit(sample: _Sample, jacobian: Floats, precision: Floats, classes: _Classes) -> Floats:
    """Fit maps (6, 10, latent_dim, 1 + latent_dim) of scaled features, in units of one spread."""
    count, latent_dim = sample.z.shape
    shape = (len(MEASURES), latent_dim, sample.features.shape[1])
    weights = np.matmul(jacobian.transpose(0, 2, 1), jacobian) + CODE_WEIGHT * precision
    weights += DIGIT_WEIGHT * classes.penalties(sample.z, sample.labels)
    everything = slice(None)
    prior = sample.moments(np.broadcast_to(precision, weights.shape), everything)
    prior += LEAST_SHARE * count * np.kron(precision, np.eye(shape[2]))  # for dimensions that are constant

    def target(rows: NDArray[np.intp] | slice) -> Floats:
        moment = np.einsum("nkl,nf->lfk", jacobian[rows], sample.features[rows])
        return np.asarray(moment.reshape(-1, len(MEASURES)))

    ridge = SHARED_SHARE * CODE_WEIGHT * prior
    shared = np.linalg.solve(sample.moments(weights, everything) + ridge, target(everything))
    shrinkage = SHARED_SHARE * prior
    theta = np.empty((len(MEASURES), DIGIT_COUNT, *shape[1:]))
    for digit in range(DIGIT_COUNT):
        rows = np.flatnonzero(sample.labels == digit)
        own = np.linalg.solve(sample.moments(weights, rows) + shrinkage, target(rows) + shrinkage @ shared)
        theta[:, digit] = own.T.reshape(shape)
    moved = np.einsum("nkl,nkl->k", jacobian, _directions(sample, theta)) / count
    return np.asarray(theta / np.maximum(moved, LEAST_GAIN)[:, None, None, None])


def _directions(sample: _Sample, theta: Floats) -> Floats:
    """Return the directions (N, 6, latent_dim) at the codes of the sample."""
    directions = np.empty((len(sample.z), len(theta), sample.z.shape[1]))
    for digit in range(DIGIT_COUNT):
        own = sample.labels == digit
        directions[own] = np.einsum("klf,nf->nkl", theta[:, digit], sample.features[own])
    return directions


def _gain(sample: _Sample, theta: Floats, spread: Floats, decode: Decode) -> Floats:
    """Return the measured share of a requested step of ±1 spread for each attribute, (6,)."""
    directions = _directions(sample, theta)
    gains = np.empty(len(theta))
    for k in range(len(theta)):
        ahead, back = (_measures(sample.z + side * directions[:, k], decode)[:, k] for side in (1, -1))
        gains[k] = (ahead - back).mean() / (2 * spread[k])
    return gains
