"""Draws from the true posterior p(z|x), as training material for a network with few latents."""

import torch
from torch import Tensor
from torch.nn import functional

from train.architectures import Vae

CODE_COUNT = 20_000  # drawn from the prior; in two dimensions a few dozen of them explain any given image
CHUNK_SIZE = 5_000  # codes decoded at once
DRAW_COUNT = 4  # codes per image
KEPT_STEPS = 100  # training steps between new draws; the decoder hardly changes in between


class TruePosterior:
    """Codes from the prior N(0, I), resampled by how well they explain an image.

    The wake phase of reweighted wake-sleep (Bornschein & Bengio 2015, eq. 5) with the prior as the proposal,
    which works only with few latents. At these codes the gradient of -log p(x|z) equals that of -log p(x),
    independently of the encoder, and -log q(z|x) pulls the encoder towards modes that it misses.
    """

    def __init__(self, network: Vae) -> None:
        """Draw the codes and decode them with ``network``, which must have a Bernoulli likelihood."""
        device = next(network.parameters()).device
        self.codes = torch.randn(CODE_COUNT, network.latent_dim, device=device)
        with torch.no_grad():
            logits = [
                network.decode_logits(codes).flatten(1) for codes in torch.split(self.codes, CHUNK_SIZE)
            ]
        self.logits = torch.cat(logits).float()
        self.normaliser = functional.softplus(self.logits).sum(1)

    def draw(self, x: Tensor) -> Tensor:
        """Draw codes (DRAW_COUNT · N, latent_dim) for images (N, 28, 28), grouped by draw."""
        log_likelihood = x.flatten(1) @ self.logits.T - self.normaliser
        chosen = torch.multinomial(torch.softmax(log_likelihood, 1), DRAW_COUNT, replacement=True)
        return self.codes[chosen.T.flatten()]
