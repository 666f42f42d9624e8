"""A learned prior p(z): a mixture of Gaussians, trained together with the network."""

import math

import torch
from torch import Tensor, nn

START_SPREAD = 0.7  # standard deviation of the initial means; with START_VARIANCE, close to N(0, I)
START_VARIANCE = 0.5


class MixturePrior(nn.Module):
    """p(z) = Σ_k w_k N(z; mean_k, diag exp(logvar_k)) (Tomczak & Welling 2018, "VAE with a VampPrior", MoG).

    The best prior for a VAE is the average posterior (Hoffman & Johnson 2016). For handwriting it has
    clusters and gaps, and under N(0, I) both cost the encoder KL.
    """

    def __init__(self, latent_dim: int, component_count: int) -> None:
        super().__init__()
        self.weight_logits = nn.Parameter(torch.zeros(component_count))
        self.mean = nn.Parameter(START_SPREAD * torch.randn(component_count, latent_dim))
        self.logvar = nn.Parameter(torch.full((component_count, latent_dim), math.log(START_VARIANCE)))

    def log_density(self, z: Tensor) -> Tensor:
        """Return log p(z) in nats, (N,), of codes (N, latent_dim)."""
        precision = torch.exp(-self.logvar)
        # Σ_d (z - mean)² · precision as two matrix products, to avoid an (N, K, latent_dim) array.
        distance = (
            z.square() @ precision.T
            - 2 * z @ (self.mean * precision).T
            + (self.mean.square() * precision).sum(1)
        )
        log_norm = self.logvar.sum(1) + self.mean.shape[1] * math.log(2 * math.pi)
        log_weight = torch.log_softmax(self.weight_logits, 0)
        return torch.logsumexp(log_weight - 0.5 * (distance + log_norm), 1)
