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
    """Now. Raises what `asked` raises."""
    told = asked(gateway, "/v1/quality", token)
    found = {each["model_name"]: each["versions"] for each in told["models"]}
    return Opinions(found.get(model, {}))


def asked(gateway: str, path: str, token: str = "") -> Any:
    """A gateway's answer. Raises OSError and ValueError while it does not answer, or not with JSON."""
    if not gateway.startswith(("http://", "https://")):
        raise ValueError(f"{gateway}: write http://HOST:PORT")
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    request = urllib.request.Request(f"{gateway.rstrip('/')}{path}", headers=headers)  # noqa: S310 - http(s) alone, above
    with urllib.request.urlopen(request, timeout=ANSWER_S) as answer:  # noqa: S310 - likewise
        return json.loads(answer.read(MOST_BYTES))


def _answers_by(version: str, weights: Weights | None) -> bool:
    """Whether a model's version is marked by these weights, or by none."""
    if weights is None:
        return ".v" not in version.partition("+")[2]
    return version.endswith(weights.marked(""))
