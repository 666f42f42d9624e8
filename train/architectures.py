"""The networks; images go in and come out as (N, 28, 28) in [0, 1] whatever scale a network uses inside."""

import math
from abc import ABC, abstractmethod
from typing import NamedTuple

import torch
from torch import Tensor, nn

from train.config import TrainConfig
from train.objective import kl_nats_per_dimension, log_posterior, negative_entropy_nats
from train.prior import MixturePrior

HIDDEN_WIDTH = 400
CONV_CHANNELS = (16, 32)
RESIDUAL_CHANNELS = (8, 24, 48)  # at 28×28, 14×14 and 7×7
RESIDUAL_WIDTH = 256
DECODER_WIDTH = 512  # hidden layers of the fully connected decoder
CONV_GRID = 7  # 28 pixels halved twice


class Pass(NamedTuple):
    """Output of a forward pass of N images with K draws of z per image.

    The first N rows belong to the first draw, the next N rows to the second draw, and so on.

    Attributes:
        logits: (K·N, 28, 28); if M codes were passed in too, their M logits follow.
        kl_nats: KL in nats, (K·N,); with several draws, log q(z|x) - log p(z) of each draw.
        code_nats: -log q(z|x) in nats of the M codes that were passed in, (M,).
    """

    logits: Tensor
    kl_nats: Tensor
    code_nats: Tensor | None = None


class Vae(nn.Module, ABC):
    """A Gaussian VAE (Kingma & Welling 2014): q(z|x) = N(mu, exp(logvar)); p(z) is N(0, I) or learned.

    A subclass sets ``latent_dim`` and maps images (N, 28, 28) in [0, 1] to posteriors and codes to logits.
    """

    latent_dim: int
    prior: MixturePrior | None  # only annotated: a class attribute would hide the submodule of the same name

    def __init__(self) -> None:
        super().__init__()
        self.prior = None

    @abstractmethod
    def encode(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Encode images (N, 28, 28) in [0, 1] to mu and logvar, (N, latent_dim) each, without sampling."""

    @abstractmethod
    def decode_logits(self, z: Tensor) -> Tensor:
        """Map codes (N, latent_dim) to logits (N, 28, 28) whose sigmoid is the image."""

    def decode(self, z: Tensor) -> Tensor:
        """Decode codes (N, latent_dim) to images (N, 28, 28) in [0, 1]."""
        return torch.sigmoid(self.decode_logits(z))

    @staticmethod
    def reparameterize(mu: Tensor, logvar: Tensor) -> Tensor:
        """Draw z = mu + σ·ε with ε ~ N(0, I) (Kingma & Welling 2014, eq. 4)."""
        return mu + torch.exp(0.5 * logvar) * torch.randn_like(mu)

    def kl_nats(self, mu: Tensor, logvar: Tensor, z: Tensor) -> Tensor:
        """Return KL(q(z|x) ‖ p(z)) in nats, (N,), of posteriors (N, latent_dim).

        Closed form if the prior is N(0, I); for a learned prior, an unbiased estimate from one draw z per
        posterior, (N, latent_dim).
        """
        if self.prior is None:
            return kl_nats_per_dimension(mu, logvar).sum(1)
        return negative_entropy_nats(logvar) - self.prior.log_density(z)

    def log_prior(self, z: Tensor) -> Tensor:
        """Return log p(z) in nats, (N,), of codes (N, latent_dim)."""
        if self.prior is None:
            return -0.5 * (math.log(2 * math.pi) + z.square()).sum(1)
        return self.prior.log_density(z)

    def forward(self, x: Tensor, draw_count: int = 1, codes: Tensor | None = None) -> Pass:
        """Encode images (N, 28, 28) in [0, 1], draw z ``draw_count`` times per image, and decode the draws.

        ``codes`` (L·N, latent_dim), L per image, are decoded in the same pass; see ``Pass`` for the result.
        """
        mu_each, logvar_each = self.encode(x)
        with torch.autocast(x.device.type, enabled=False):  # exp and squares need full precision
            mu_each, logvar_each = mu_each.float(), logvar_each.float()
            mu, logvar = mu_each.repeat(draw_count, 1), logvar_each.repeat(draw_count, 1)
            z = self.reparameterize(mu, logvar)
            if draw_count == 1:
                kl_nats = self.kl_nats(mu, logvar, z)
            else:
                kl_nats = log_posterior(z, mu, logvar) - self.log_prior(z)
        if codes is None:
            return Pass(self.decode_logits(z), kl_nats)
        count = len(codes) // len(x)
        code_nats = -log_posterior(codes, mu_each.repeat(count, 1), logvar_each.repeat(count, 1))
        return Pass(self.decode_logits(torch.cat([z, codes])), kl_nats, code_nats)


class MlpVae(Vae):
    """784 → 400 ReLU → mu, logvar → 400 ReLU → 784."""

    def __init__(self, latent_dim: int) -> None:
        super().__init__()
        self.latent_dim = latent_dim
        self.hidden = nn.Linear(28 * 28, HIDDEN_WIDTH)
        self.mu = nn.Linear(HIDDEN_WIDTH, latent_dim)
        self.logvar = nn.Linear(HIDDEN_WIDTH, latent_dim)
        self.decoder = nn.Sequential(
            nn.Linear(latent_dim, HIDDEN_WIDTH), nn.ReLU(), nn.Linear(HIDDEN_WIDTH, 28 * 28)
        )

    def encode(self, x: Tensor) -> tuple[Tensor, Tensor]:  # noqa: D102
        h = torch.relu(self.hidden(x.flatten(1)))
        return self.mu(h), self.logvar(h)

    def decode_logits(self, z: Tensor) -> Tensor:  # noqa: D102
        return self.decoder(z).unflatten(1, (28, 28))  # type: ignore[no-any-return]


class ConvVae(Vae):
    """Two strided convolutions down to 32×7×7 and two transposed convolutions back; uses [-1, 1] inside."""

    def __init__(self, latent_dim: int) -> None:
        super().__init__()
        self.latent_dim = latent_dim
        narrow, wide = CONV_CHANNELS
        flat = wide * CONV_GRID * CONV_GRID
        self.features = nn.Sequential(
            nn.Conv2d(1, narrow, 4, stride=2, padding=1),
            nn.ReLU(),
            nn.Conv2d(narrow, wide, 4, stride=2, padding=1),
            nn.ReLU(),
            nn.Flatten(),
        )
        self.mu = nn.Linear(flat, latent_dim)
        self.logvar = nn.Linear(flat, latent_dim)
        self.decoder = nn.Sequential(
            nn.Linear(latent_dim, flat),
            nn.Unflatten(1, (wide, CONV_GRID, CONV_GRID)),
            nn.ConvTranspose2d(wide, narrow, 4, stride=2, padding=1),
            nn.ReLU(),
            nn.ConvTranspose2d(narrow, 1, 4, stride=2, padding=1),
        )

    def encode(self, x: Tensor) -> tuple[Tensor, Tensor]:  # noqa: D102
        h = self.features(x.unsqueeze(1) * 2 - 1)
        return self.mu(h), self.logvar(h)

    def decode_logits(self, z: Tensor) -> Tensor:
        """Map codes to logits whose sigmoid is the image; tanh(a) on [-1, 1] equals sigmoid(2a) on [0, 1]."""
        return 2 * self.decoder(z).squeeze(1)  # type: ignore[no-any-return]


class Residual(nn.Module):
    """x + conv(SiLU(conv(SiLU(x)))) with 3×3 kernels; starts as the identity, so it needs no normalisation.

    Pre-activation (He et al. 2016), with the last convolution set to zero (Zhang et al. 2019, "Fixup").
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        last = nn.Conv2d(channels, channels, 3, padding=1)
        nn.init.zeros_(last.weight)
        self.branch = nn.Sequential(nn.SiLU(), nn.Conv2d(channels, channels, 3, padding=1), nn.SiLU(), last)

    def forward(self, x: Tensor) -> Tensor:
        """Map (N, channels, H, W) to the same shape."""
        return x + self.branch(x)  # type: ignore[no-any-return]


class ResidualVae(Vae):
    """Residual blocks at 14×14 and 7×7; the decoder upsamples, then convolves, which avoids checkerboards.

    Odena, Dumoulin & Olah 2016, "Deconvolution and checkerboard artifacts".
    """

    def __init__(self, latent_dim: int) -> None:
        super().__init__()
        self.latent_dim = latent_dim
        fine, middle, coarse = RESIDUAL_CHANNELS
        flat = coarse * CONV_GRID * CONV_GRID
        self.features = nn.Sequential(
            nn.Conv2d(1, middle, 3, stride=2, padding=1),
            Residual(middle),
            nn.Conv2d(middle, coarse, 3, stride=2, padding=1),
            Residual(coarse),
            Residual(coarse),
            nn.SiLU(),
            nn.Flatten(),
            nn.Linear(flat, RESIDUAL_WIDTH),
            nn.SiLU(),
        )
        self.mu = nn.Linear(RESIDUAL_WIDTH, latent_dim)
        self.logvar = nn.Linear(RESIDUAL_WIDTH, latent_dim)
        self.decoder = nn.Sequential(
            nn.Linear(latent_dim, RESIDUAL_WIDTH),
            nn.SiLU(),
            nn.Linear(RESIDUAL_WIDTH, flat),
            nn.Unflatten(1, (coarse, CONV_GRID, CONV_GRID)),
            Residual(coarse),
            Residual(coarse),
            nn.Upsample(scale_factor=2),
            nn.Conv2d(coarse, middle, 3, padding=1),
            Residual(middle),
            nn.Upsample(scale_factor=2),
            nn.Conv2d(middle, fine, 3, padding=1),
            Residual(fine),
            nn.SiLU(),
            nn.Conv2d(fine, 1, 3, padding=1),
        )
        self.to(memory_format=torch.channels_last)  # the fastest layout for convolutions on CPUs and GPUs

    def encode(self, x: Tensor) -> tuple[Tensor, Tensor]:  # noqa: D102
        h = self.features(x.unsqueeze(1) * 2 - 1)
        return self.mu(h), self.logvar(h)

    def decode_logits(self, z: Tensor) -> Tensor:  # noqa: D102
        return self.decoder(z).squeeze(1)  # type: ignore[no-any-return]


class ResidualMlpVae(ResidualVae):
    """The residual encoder with a decoder of four fully connected layers.

    For models with few latents: a plane of images needs a flexible map from point to image more than it needs
    convolutions, and this decoder makes several draws of z per image cheap.
    """

    def __init__(self, latent_dim: int) -> None:
        super().__init__(latent_dim)
        self.decoder = nn.Sequential(
            nn.Linear(latent_dim, DECODER_WIDTH),
            nn.SiLU(),
            nn.Linear(DECODER_WIDTH, DECODER_WIDTH),
            nn.SiLU(),
            nn.Linear(DECODER_WIDTH, DECODER_WIDTH),
            nn.SiLU(),
            nn.Linear(DECODER_WIDTH, 28 * 28),
            nn.Unflatten(1, (1, 28, 28)),
        )


def build(config: TrainConfig) -> Vae:
    """Build the untrained network of a recipe."""
    networks: dict[str, type[MlpVae | ConvVae | ResidualVae]] = {
        "mlp": MlpVae,
        "conv": ConvVae,
        "residual": ResidualVae,
        "residual-mlp": ResidualMlpVae,
    }
    network = networks[config.architecture](config.latent_dim)
    if config.prior_components:
        network.prior = MixturePrior(config.latent_dim, config.prior_components)
    return network
