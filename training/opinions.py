"""What people kept of each version of the model, as a gateway tells it: `GET /v1/quality`."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from plenum.pipeline.weights import Weights
from training.rule import NOBODY, Rated

ANSWER_S: Final = 5.0
MOST_BYTES: Final = 2**20
LATELY, LONG = "5m", "30d"


@dataclass(frozen=True)
class Opinions:
    """Of one model: windows by version."""

    versions: Mapping[str, Mapping[str, Any]]

    def of(self, weights: Weights | None, window: str) -> Rated:
        """Of what these weights answered, or the model's own."""
        ratings, kept = 0, 0.0
        for version, windows in self.versions.items():
            if window in windows and _answers_by(version, weights):
                ratings += windows[window]["ratings"]
                kept += windows[window]["ratings"] * windows[window]["quality"]
        return Rated(ratings, kept / ratings) if ratings else NOBODY


def opinions(gateway: str, model: str, token: str = "") -> Opinions:
    """Now. Raises OSError and ValueError while the gateway does not answer, or not with that."""
    if not gateway.startswith(("http://", "https://")):
        raise ValueError(f"{gateway}: write http://HOST:PORT")
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    asked = urllib.request.Request(f"{gateway.rstrip('/')}/v1/quality", headers=headers)  # noqa: S310 - http(s) alone, above
    with urllib.request.urlopen(asked, timeout=ANSWER_S) as answer:  # noqa: S310 - likewise
        told = json.loads(answer.read(MOST_BYTES))
    found = {each["model_name"]: each["versions"] for each in told["models"]}
    return Opinions(found.get(model, {}))


def _answers_by(version: str, weights: Weights | None) -> bool:
    """Whether a model's version is marked by these weights, or by none."""
    if weights is None:
        return ".v" not in version.partition("+")[2]
    return version.endswith(weights.marked(""))
