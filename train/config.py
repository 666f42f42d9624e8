"""The recipes: everything that decides what a training run yields, as one frozen dataclass each."""

import dataclasses
from typing import Any, Literal, Self

Architecture = Literal["mlp", "conv", "residual", "residual-mlp"]
Likelihood = Literal["bernoulli", "gaussian"]
Schedule = Literal["constant", "cosine"]
Precision = Literal["32-true", "bf16-mixed"]


@dataclasses.dataclass(frozen=True, slots=True)
class TrainConfig:
    """One training recipe; a checkpoint carries it, and ``python -m train NAME`` starts from it.

    Attributes:
        name: The model's name, and that of its checkpoint.
        title: One line for people who choose a model.
        architecture: Which network of ``architectures.py``.
        latent_dim: Number of latent dimensions.
        likelihood: p(x|z). ``bernoulli`` is binary cross-entropy on grey levels; ``gaussian`` is the
            squared error on images scaled to [-1, 1], that is σ² = ½.
        epochs: Passes over the training images.
        batch_size: Images per optimizer step, over all devices together.
        learning_rate: Adam's step size.
        beta: Weight of the KL term (Higgins et al. 2017); 1 is the plain evidence lower bound.
        seed: Decides the initial weights, the order of images and every draw of z.
        schedule: The learning rate over the run: ``constant``, or ``cosine`` down to a hundredth (Loshchilov
            & Hutter 2017), after a linear start over the first half epoch.
        kl_warmup_epochs: The KL term's weight grows linearly from 0 over so many epochs (Bowman et al. 2016).
        ema_decay: Weights are averaged over steps with this decay, and the average is what gets evaluated and
            exported (Polyak & Juditsky 1992); 0 switches it off.
        binarised_share: This share of each batch is drawn anew as black and white pixels, with the grey level
            as probability of ink (Salakhutdinov & Murray 2008); the rest stays grey.
        late_draws: In the last quarter of the epochs, and in the wake epochs, the loss is the importance-
            weighted bound of so many draws of z per image (Burda et al. 2016, eq. 8); 1 leaves it the
            evidence lower bound.
        wake_epochs: So many epochs follow in which decoder and encoder also learn from codes of the true
            posterior p(z|x), as ``train/wake.py`` says. For few latents, ``bernoulli`` and N(0, I) alone.
        prior_components: So many Gaussians make up a learned prior p(z); with 0 it is N(0, I).
        precision: Of the forward and backward pass, in Lightning Fabric's words.
        validation_count: So many images at the end of the training split choose the best epoch and are
            never trained on. The test split is not touched before the run is over.
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
        """The recipe as plain values, for a checkpoint or a card."""
        return dataclasses.asdict(self)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Self:
        """The recipe that ``as_dict`` gave."""
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
