"""The learned model's weights: read by digest, refused with the file, what is wrong and the cure."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from services.light_model_d_learned import model
from services.light_model_d_learned.features import NAMES
from services.light_model_d_learned.network import (
    MANIFEST,
    MOST_BYTES,
    WEIGHTS,
    WeightsError,
    read,
    read_alone,
    written,
)

RELEASED = Path(str(model.__file__)).parent
Spoil = Callable[[Path], object]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the released weights."""
    for name in (WEIGHTS, MANIFEST):
        shutil.copy(RELEASED / name, tmp_path / name)
    return tmp_path


def sealed(folder: Path, content: bytes) -> None:
    """Weights of this content, the manifest's digest theirs."""
    (folder / WEIGHTS).write_bytes(content)
    manifest = json.loads((folder / MANIFEST).read_text())
    manifest["sha256"] = hashlib.sha256(content).hexdigest()
    (folder / MANIFEST).write_text(json.dumps(manifest))


def _flip_a_bit(folder: Path) -> None:
    content = bytearray((folder / WEIGHTS).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / WEIGHTS).write_bytes(bytes(content))


def _other_features(folder: Path) -> None:
    manifest = json.loads((folder / MANIFEST).read_text())
    (folder / MANIFEST).write_text(json.dumps({**manifest, "features": [*NAMES[1:], NAMES[0]]}))


def _a_layer_less(folder: Path) -> None:
    network = read(folder, NAMES)
    named = {"centre": network.centre, "scale": network.scale, "errs": network.errs}
    named |= {"weights_0": network.layers[0][0], "more_0": network.layers[0][1]}
    with (folder / "spoilt.npz").open("wb") as file:
        np.savez(file, allow_pickle=False, **named)
    sealed(folder, (folder / "spoilt.npz").read_bytes())


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (_flip_a_bit, "its SHA-256 is"),
        (lambda folder: (folder / WEIGHTS).unlink(), "No such file"),
        (lambda folder: (folder / MANIFEST).write_text("{"), "no JSON"),
        (lambda folder: (folder / MANIFEST).write_text("[]"), "no JSON object"),
        (_other_features, "other features"),
        (lambda folder: sealed(folder, b"no archive"), "no such network"),
        (_a_layer_less, "no such network"),
        (lambda folder: sealed(folder, bytes(MOST_BYTES + 1)), "larger than"),
    ],
)
def test_weights_that_were_not_released_are_refused(folder: Path, spoil: Spoil, words: str) -> None:
    """Whatever is wrong with them: the error says what, and what puts it right."""
    read(folder, NAMES)
    spoil(folder)
    with pytest.raises(WeightsError, match=words) as refused:
        read(folder, NAMES)
    assert "make train-mlflow" in str(refused.value)


def test_what_is_written_is_read_as_it_was(folder: Path) -> None:
    """To the last bit that the file keeps."""
    network = read(folder, NAMES)
    sealed(folder, written(network, NAMES))
    told = np.linspace(0.1, 2.0, 3 * len(NAMES)).reshape(3, -1)
    assert (read(folder, NAMES)(told) == network(told)).all()


def test_a_file_that_comes_alone_is_read_by_what_it_says_itself(folder: Path) -> None:
    """It names what the network is told; other names, none, or no network at all are refused."""
    network = read(folder, NAMES)
    told = np.linspace(0.1, 2.0, len(NAMES)).reshape(1, -1)
    assert (read_alone(written(network, NAMES), NAMES)(told) == network(told)).all()
    other = written(network, (*NAMES[1:], NAMES[0]))
    unnamed = (RELEASED / WEIGHTS).read_bytes()
    for content, words in (
        (other, "other features"),
        (unnamed, "other features"),
        (b"PK\x03\x04 no archive", "no such network"),
        (written(network, NAMES)[:-100], "no such network"),
        (bytes(MOST_BYTES + 1), "larger than"),
    ):
        with pytest.raises(WeightsError, match=words) as refused:
            read_alone(content, NAMES)
        assert "make train-mlflow" in str(refused.value)


def test_the_safe_side_is_below_what_is_expected(folder: Path) -> None:
    """What the network errs by is taken off, never added."""
    assert (read(folder, NAMES).errs > 0.0).all()
