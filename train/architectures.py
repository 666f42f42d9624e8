"""The networks. Images go in and come out as (N, 28, 28) in [0, 1], whatever a network wants inside."""

from abc import ABC, abstractmethod

import torch
from torch import Tensor, nn

from train.config import TrainConfig

HIDDEN_WIDTH = 400
CONV_CHANNELS = (16, 32)
CONV_GRID = 7  # 28 pixels halved twice


class Vae(nn.Module, ABC):
    """A Gaussian VAE (Kingma & Welling 2014): q(z|x) = N(mu, exp(logvar)), p(z) = N(0, I).

    A subclass sets ``latent_dim`` and maps images (N, 28, 28) in [0, 1] to posteriors and codes to logits.
    """

    latent_dim: int

    @abstractmethod
    def encode(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Encode images (N, 28, 28) in [0, 1] to mu and logvar, (N, latent_dim) each; never samples."""

    @abstractmethod
    def decode_logits(self, z: Tensor) -> Tensor:
        """Map codes (N, latent_dim) to logits (N, 28, 28): of ink = 1 under the Bernoulli likelihood."""

    def decode(self, z: Tensor) -> Tensor:
        """Decode codes (N, latent_dim) to images (N, 28, 28) in [0, 1]."""
        return torch.sigmoid(self.decode_logits(z))

    @staticmethod
    def reparameterize(mu: Tensor, logvar: Tensor) -> Tensor:
        """Draw z = mu + σ·ε with ε ~ N(0, I) (Kingma & Welling 2014, eq. 4)."""
        return mu + torch.exp(0.5 * logvar) * torch.randn_like(mu)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return logits (N, 28, 28) of one draw of z, with its mu and logvar (N, latent_dim)."""
        mu, logvar = self.encode(x)
        return self.decode_logits(self.reparameterize(mu, logvar)), mu, logvar


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
    """Two strided convolutions down to 32×7×7, two transposed ones up; works on [-1, 1] inside."""

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
        """Map codes to logits whose sigmoid is the image: tanh(a) on [-1, 1] is sigmoid(2a) on [0, 1]."""
        return 2 * self.decoder(z).squeeze(1)  # type: ignore[no-any-return]


def build(config: TrainConfig) -> Vae:
    """The untrained network that a recipe asks for."""
    networks: dict[str, type[MlpVae] | type[ConvVae]] = {"mlp": MlpVae, "conv": ConvVae}
    return networks[config.architecture](config.latent_dim)
