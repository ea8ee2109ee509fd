"""The network fitted to examples, and how far its answers must be taken to be on the safe side."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sklearn.neural_network import MLPRegressor
from sklearn.preprocessing import StandardScaler

from plenum.ceiling.light.photometry import Matrix
from services.light_model_d_learned.guesses import MEAN
from services.light_model_d_learned.network import Network
from training.examples import Examples

NOTHING: Final = np.zeros(2)


@dataclass(frozen=True)
class Parameters:
    """What a training depends on beside the code."""

    rooms: int = 2400
    seed: int = 1
    held_back: float = 0.2
    """Share of the rooms on which the network is not fitted: its errors are taken from these."""
    examined: int = 150
    """Other rooms, the same for every training, on which its figures are taken."""
    hidden: tuple[int, ...] = (96, 96)
    learning_rate: float = 2e-3
    penalty: float = 1e-5
    epochs: int = 40
    batch: int = 512
    safe: float = 0.75
    """Share of the held-back arrays of which no more than the answer, on the safe side, is true."""

    def named(self) -> dict[str, Any]:
        """Each by its name."""
        return asdict(self)


@dataclass(frozen=True)
class Fitted:
    """A network and how it came about."""

    network: Network
    losses: tuple[float, ...]
    """Of each epoch, on what it is fitted to."""
    back: Examples
    """Of the rooms that were held back."""


def fit(examples: Examples, parameters: Parameters) -> Fitted:
    """A network for these examples. Rooms are held back whole: two arrays of one room are much alike."""
    dice = np.random.default_rng(parameters.seed)
    number = int(examples.room.max()) + 1
    held_back = (dice.random(number) < parameters.held_back)[examples.room]
    learnt, back = examples.of(~held_back), examples.of(held_back)
    scaler, spread = StandardScaler().fit(learnt.told), learnt.true.std(axis=0)
    centre = learnt.true.mean(axis=0)
    machine = MLPRegressor(
        hidden_layer_sizes=parameters.hidden,
        alpha=parameters.penalty,
        batch_size=parameters.batch,
        learning_rate_init=parameters.learning_rate,
        max_iter=parameters.epochs,
        early_stopping=True,
        random_state=parameters.seed,
    )
    machine.fit(scaler.transform(learnt.told), (learnt.true - centre) / spread)
    layers = list(zip(machine.coefs_, machine.intercepts_, strict=True))
    # The last layer answers in the units of the targets.
    weights, more = layers[-1]
    layers[-1] = weights * spread, more * spread + centre
    bare = Network(tuple(layers), scaler.mean_, scaler.scale_, NOTHING)
    over = bare(back.told) - back.true
    errs = np.quantile(over[near(back)], parameters.safe, axis=0)
    return Fitted(Network(bare.layers, bare.centre, bare.scale, errs), tuple(machine.loss_curve_), back)


def near(examples: Examples, share: float = 0.15) -> NDArray[np.bool_]:
    """Those near a limit, where an error decides."""
    mean = np.exp(examples.true[:, 0]) * examples.told[:, MEAN] / examples.asked[:, 0]
    even = examples.true[:, 1] / examples.asked[:, 1]
    return np.asarray(np.abs(np.minimum(mean, even) - 1.0) < share)


def figures(network: Network, examined: Examples) -> dict[str, float]:
    """How well a network does on examples: those of an examination are the same for all."""
    safe = network(examined.told)
    off: Matrix = safe + network.errs - examined.true
    mean = np.exp(safe[:, 0]) * examined.told[:, MEAN]
    expected = (mean >= examined.asked[:, 0]) & (safe[:, 1] >= examined.asked[:, 1])
    held = examined.held
    return {
        "rows": float(len(held)),
        "rms_log_mean": float(np.sqrt((off[:, 0] ** 2).mean())),
        "rms_u0": float(np.sqrt((off[:, 1] ** 2).mean())),
        "precision": float(held[expected].mean()) if expected.any() else 0.0,
        "recall": float(expected[held].mean()),
        "recall_designed": float(expected[examined.designed & held].mean()),
        "wrong": float((expected != held).mean()),
    }
