"""The network that says what an array of lights does in a room: a perceptron, its weights read by digest."""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile

import numpy as np

from plenum.ceiling.light.photometry import Matrix

WEIGHTS: Final = "weights.npz"
MANIFEST: Final = "weights.json"
MOST_BYTES: Final = 2_000_000
CURE: Final = (
    "restore it as it was released, or train anew:"
    " make train-mlflow ARGS='--out services/light_model_d_learned'"
)


ANEW: Final = "train it anew: make train-mlflow"
UNREADABLE: Final = (KeyError, ValueError, OSError, BadZipFile)


class WeightsError(Exception):
    """The weights are not those that were released: which file, what is wrong with it, and the cure."""


@dataclass(frozen=True)
class Network:
    """Layers with rectified sums between them."""

    layers: tuple[tuple[Matrix, Matrix], ...]
    """Of each its weights and what is added."""
    centre: Matrix
    """Of each feature what is taken off it,"""
    scale: Matrix
    """and what the rest is divided by."""
    errs: Matrix
    """What is taken off the answers: in few arrays the network errs by more."""

    def __call__(self, told: Matrix) -> Matrix:
        """rows × 2, on the safe side: the logarithm of the mean over the sampled one, the uniformity."""
        values = (told - self.centre) / self.scale
        for number, (weights, more) in enumerate(self.layers):
            values = values @ weights + more
            if number < len(self.layers) - 1:
                np.maximum(values, 0.0, out=values)
        return np.asarray(values - self.errs)


def written(network: Network, features: tuple[str, ...]) -> bytes:
    """The weights' file, which says what the network is told: it may come alone."""
    named = {"centre": network.centre, "scale": network.scale, "errs": network.errs}
    for number, (weights, more) in enumerate(network.layers):
        named |= {f"weights_{number}": weights, f"more_{number}": more}
    file = io.BytesIO()
    arrays = {name: each.astype(np.float32) for name, each in named.items()}
    np.savez(file, allow_pickle=False, features=np.array(features), **arrays)
    return file.getvalue()


def read(folder: Path, features: tuple[str, ...]) -> Network:
    """The network of a folder. Raises WeightsError where it is not as it was released."""
    manifest = _manifest(folder / MANIFEST)
    content = _content(folder / WEIGHTS)
    digest = hashlib.sha256(content).hexdigest()
    if digest != manifest.get("sha256"):
        raise _error(folder / WEIGHTS, f"its SHA-256 is {digest[:16]}…, {MANIFEST} has another")
    if tuple(manifest.get("features", ())) != features:
        raise _error(folder / MANIFEST, "it was trained on other features than this code has")
    try:
        network, _ = _network(content, len(features))
    except UNREADABLE as error:
        raise _error(folder / WEIGHTS, f"no such network is in it: {error}") from error
    return network


def read_alone(content: bytes, features: tuple[str, ...]) -> Network:
    """The network of a weights' file that has no manifest beside it. Raises WeightsError."""
    if len(content) > MOST_BYTES:
        raise WeightsError(f"larger than {MOST_BYTES:,} bytes; {ANEW}")
    try:
        network, told = _network(content, len(features))
    except UNREADABLE as error:
        raise WeightsError(f"no such network is in it: {error}; {ANEW}") from error
    if told != features:
        raise WeightsError(f"it was trained on other features than this code has; {ANEW}")
    return network


def _manifest(file: Path) -> dict[str, Any]:
    try:
        found = json.loads(_content(file))
    except ValueError as error:
        raise _error(file, f"no JSON: {error}") from error
    if not isinstance(found, dict):
        raise _error(file, "no JSON object")
    return found


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise _error(file, error.strerror or str(error)) from error
    if len(content) > MOST_BYTES:
        raise _error(file, f"larger than {MOST_BYTES:,} bytes")
    return content


def _network(content: bytes, features: int) -> tuple[Network, tuple[str, ...]]:
    """The network, and what it says that it is told."""
    with np.load(io.BytesIO(content), allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files}
    told = tuple(map(str, arrays.pop("features", ())))
    named = {name: array.astype(float) for name, array in arrays.items()}
    count = sum(name.startswith("weights_") for name in named)
    layers = tuple((named[f"weights_{n}"], named[f"more_{n}"]) for n in range(count))
    network = Network(layers, named["centre"], named["scale"], named["errs"])
    answered = network(np.zeros((1, features)))
    if answered.shape != (1, 2) or not np.isfinite(answered).all():
        raise ValueError(f"answers of shape {answered.shape}")
    return network, told


def _error(file: Path, wrong: str) -> WeightsError:
    return WeightsError(f"{file.name} of {file.parent.name}: {wrong}; {CURE}")
