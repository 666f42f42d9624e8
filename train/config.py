"""The training recipes: frozen dataclasses with every setting that affects the outcome of a run."""

import dataclasses
from typing import Any, Literal, Self

Architecture = Literal["mlp", "conv", "residual", "residual-mlp"]
Likelihood = Literal["bernoulli", "gaussian"]
Schedule = Literal["constant", "cosine"]
Precision = Literal["32-true", "bf16-mixed"]


@dataclasses.dataclass(frozen=True, slots=True)
class TrainConfig:
    """A training recipe; ``python -m train NAME`` starts from one, and each checkpoint stores its own.

    Attributes:
        name: Name of the model and of its checkpoint.
        title: One-line description shown where people choose a model.
        architecture: Network in ``architectures.py``.
        latent_dim: Number of latent dimensions.
        likelihood: p(x|z). ``bernoulli`` is binary cross-entropy on grey levels; ``gaussian`` is the
            squared error on images scaled to [-1, 1], which means σ² = ½.
        epochs: Passes over the training images.
        batch_size: Images per optimizer step, summed over all devices.
        learning_rate: Learning rate of Adam.
        beta: Weight of the KL term (Higgins et al. 2017); 1 gives the evidence lower bound.
        seed: Determines the initial weights, the order of the images and every draw of z.
        schedule: Learning rate schedule: ``constant``, or a linear rise over the first half epoch
            and then ``cosine`` decay to a hundredth (Loshchilov & Hutter 2017).
        kl_warmup_epochs: Epochs over which the KL weight rises linearly from 0 (Bowman et al. 2016).
        ema_decay: Decay per step of the running average of the weights, which is evaluated and exported
            in place of the weights (Polyak & Juditsky 1992); 0 turns averaging off.
        binarised_share: Share of each batch that is redrawn as black and white pixels, with the grey level
            as the probability of ink (Salakhutdinov & Murray 2008); the other images stay grey.
        late_draws: Draws of z per image for the importance-weighted bound (Burda et al. 2016, eq. 8), which
            is the loss in the last quarter of the epochs and in the wake epochs; 1 keeps the evidence
            lower bound.
        wake_epochs: Additional epochs in which decoder and encoder also learn from codes of the true
            posterior p(z|x); see ``train/wake.py``. Needs few latents, ``bernoulli`` and the prior N(0, I).
        prior_components: Number of Gaussians in a learned prior p(z); 0 fixes the prior to N(0, I).
        precision: Precision of the forward and backward passes, as Lightning Fabric names it.
        validation_count: Number of images at the end of the training split that only select the best epoch.
            The test split is read only after the last epoch.
    """

    name: str
    title: str
    architecture: Architecture
    latent_dim: int
    likelihood: Likelihood
    epochs: int
    batch_size: int = 128
    learning_rate: float = 1e-3
    beta: float = 1.0
    seed: int = 0
    schedule: Schedule = "constant"
    kl_warmup_epochs: float = 0.0
    ema_decay: float = 0.0
    binarised_share: float = 0.0
    late_draws: int = 1
    wake_epochs: int = 0
    prior_components: int = 0
    precision: Precision = "32-true"
    validation_count: int = 5000

    def as_dict(self) -> dict[str, Any]:
        """Return the recipe as plain values, for a checkpoint or a card."""
        return dataclasses.asdict(self)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Self:
        """Rebuild a recipe from the values of ``as_dict``."""
        return cls(**values)


RECIPES: dict[str, TrainConfig] = {
    recipe.name: recipe
    for recipe in (
        TrainConfig(
            name="mlp20",
            title="Two-layer MLP, 20 latents: the older morpher's model",
            architecture="mlp",
            latent_dim=20,
            likelihood="bernoulli",
            epochs=20,
        ),
        TrainConfig(
            name="conv6",
            title="Small convolutional VAE, 6 latents: the older explorer's model",
            architecture="conv",
            latent_dim=6,
            likelihood="gaussian",
            epochs=200,
            learning_rate=5e-3,
        ),
        TrainConfig(
            name="res16",
            title="Residual convolutional VAE, 16 latents: the flagship",
            architecture="residual",
            latent_dim=16,
            likelihood="bernoulli",
            epochs=90,
            learning_rate=1.5e-3,
            schedule="cosine",
            kl_warmup_epochs=3,
            ema_decay=0.999,
            binarised_share=0.5,
            prior_components=500,
            precision="bf16-mixed",
        ),
        TrainConfig(
            name="plane2",
            title="Residual convolutional VAE, 2 latents: the map is the latent space",
            architecture="residual-mlp",
            latent_dim=2,
            likelihood="bernoulli",
            epochs=160,
            learning_rate=1.5e-3,
            schedule="cosine",
            kl_warmup_epochs=5,
            ema_decay=0.999,
            binarised_share=0.5,
            late_draws=5,
            wake_epochs=8,
            precision="bf16-mixed",
        ),
    )
}
