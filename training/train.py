"""Makes rooms, has arrays calculated in them, fits the network; knows nothing of who records it."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from plenum.ceiling import ENGINE_VERSION
from plenum.ceiling.asked.settings import Settings
from services.light_model_d_learned.features import NAMES
from services.light_model_d_learned.network import MANIFEST, WEIGHTS, written
from training.examples import Examples, examples
from training.fit import Fitted, Parameters, figures, fit
from training.rooms import rooms

EXAMINED: Final = 1_000_003
"""The seed of the examination's rooms; no training may have it."""


@dataclass(frozen=True)
class Trained:
    """What came of a training."""

    parameters: Parameters
    data: str
    """The fingerprint of its examples."""
    fitted: Fitted
    figures: dict[str, float]
    weights: bytes

    @property
    def digest(self) -> str:
        """SHA-256 of the weights."""
        return hashlib.sha256(self.weights).hexdigest()

    def manifest(self) -> dict[str, Any]:
        """What stands beside the weights: their digest, and what they came of."""
        return {
            "sha256": self.digest,
            "features": list(NAMES),
            "data": self.data,
            "engine": ENGINE_VERSION,
            "parameters": self.parameters.named(),
            "figures": {name: round(value, 4) for name, value in self.figures.items()},
        }

    def save(self, folder: Path) -> None:
        """Weights and manifest, as the model reads them."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / WEIGHTS).write_bytes(self.weights)
        (folder / MANIFEST).write_text(json.dumps(self.manifest(), indent=2) + "\n", encoding="utf-8")


def train(parameters: Parameters, known: Examples | None = None) -> Trained:
    """A network, from nothing; or from examples that are there already."""
    if parameters.seed == EXAMINED:
        raise ValueError(f"seed {EXAMINED} is the examination's: take another")
    if known is None:
        made, cores = rooms(parameters.seed, parameters.rooms), os.cpu_count() or 1
        known = examples(made, Settings(), parameters.seed, cores)
    fitted = fit(known, parameters)
    found = figures(fitted.network, examination(parameters.examined))
    return Trained(parameters, known.fingerprint(), fitted, found, written(fitted.network, NAMES))


def examination(count: int) -> Examples:
    """Of rooms on which nothing is fitted: what two trainings are compared by."""
    return examples(rooms(EXAMINED, count), Settings(), EXAMINED, os.cpu_count() or 1)
