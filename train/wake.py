"""Codes drawn from the true posterior p(z|x), for a network with few latents to learn from."""

import torch
from torch import Tensor
from torch.nn import functional

from train.architectures import Vae

CODE_COUNT = 20_000  # of the prior; in two dimensions some dozens of them explain any one image
CHUNK_SIZE = 5_000  # codes decoded at once
DRAW_COUNT = 4  # codes per image
KEPT_STEPS = 100  # so long the weights of the decoder hardly move


class TruePosterior:
    """Codes of the prior N(0, I), to be chosen by how well they explain an image.

    The wake phase of reweighted wake-sleep (Bornschein & Bengio 2015, eq. 5) with the prior for a proposal,
    which only few latents allow. At such codes the gradient of -log p(x|z) is that of -log p(x) itself,
    whatever the encoder says, and -log q(z|x) leads the encoder to places that it has missed.
    """

    def __init__(self, network: Vae) -> None:
        """Draw the codes and decode them with ``network``, whose likelihood must be Bernoulli."""
        device = next(network.parameters()).device
        self.codes = torch.randn(CODE_COUNT, network.latent_dim, device=device)
        with torch.no_grad():
            logits = [
                network.decode_logits(codes).flatten(1) for codes in torch.split(self.codes, CHUNK_SIZE)
            ]
        self.logits = torch.cat(logits).float()
        self.normaliser = functional.softplus(self.logits).sum(1)

    def draw(self, x: Tensor) -> Tensor:
        """Codes (DRAW_COUNT · N, latent_dim) of images (N, 28, 28): all images' first codes come first."""
        log_likelihood = x.flatten(1) @ self.logits.T - self.normaliser
        chosen = torch.multinomial(torch.softmax(log_likelihood, 1), DRAW_COUNT, replacement=True)
        return self.codes[chosen.T.flatten()]
