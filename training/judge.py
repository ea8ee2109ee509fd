"""Moves aliases by the rules, and says why: promotes what has earned it, takes back what has lost it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from mlflow.tracking import MlflowClient

from plenum.pipeline.weights import Serving, Weights
from training.aliases import CHALLENGER, MODEL, champions, move
from training.opinions import LATELY, LONG, Opinions
from training.refresher import RefusedError
from training.registry import promote, roll_back, set_share, weights_of
from training.rule import earned, lost
from training.shadow import Tally

WHO: Final = "the watch"


class Judge:
    """`say` hears of each move, and once of what is refused."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._refused = ""

    def round(
        self, client: MlflowClient, serving: Serving, found: Opinions, counters: Mapping[str, int]
    ) -> bool:
        """Whether an alias was moved: one at most, the worst first."""
        return (
            self._takes_back(client, serving, found)
            or self._withdraws(client, serving, found)
            or self._promotes(client, serving, counters)
        )

    def _takes_back(self, client: MlflowClient, serving: Serving, found: Opinions) -> bool:
        if serving.champion is None:
            return False
        why = lost(found.of(serving.champion, LATELY), found.of(_before(client), LONG))
        if why:
            to = roll_back(client, WHO, why)
            self._say(f"version {serving.champion.version} taken back for {to or 'none'}: {why}")
        return bool(why)

    def _withdraws(self, client: MlflowClient, serving: Serving, found: Opinions) -> bool:
        if serving.challenger is None or not serving.canary:
            return False
        why = lost(found.of(serving.challenger, LATELY), found.of(serving.champion, LONG))
        if why:
            set_share(client, 0.0, WHO, why)
            move(client, CHALLENGER, "", WHO, why)
            self._say(f"version {serving.challenger.version} withdrawn: {why}")
        return bool(why)

    def _promotes(self, client: MlflowClient, serving: Serving, counters: Mapping[str, int]) -> bool:
        challenger = serving.challenger
        if challenger is None or challenger != serving.shadow or challenger == serving.champion:
            return False
        try:
            why = earned(challenger.version, Tally.of(counters, MODEL, challenger.version))
        except RefusedError:
            return False
        try:
            promote(client, WHO, f", {why}")
        except RefusedError as refused:
            if str(refused) != self._refused:
                self._say(f"not promoted: {refused}")
            self._refused = str(refused)
            return False
        self._say(f"version {challenger.version} promoted: {why}")
        return True


def _before(client: MlflowClient) -> Weights | None:
    """Whose place the champion took; none: the model's own weights'."""
    *before, _ = champions(client) or [""]
    return weights_of(client.get_model_version(MODEL, before[-1])) if before else None
