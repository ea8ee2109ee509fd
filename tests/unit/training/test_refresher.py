"""A registry's word in the record: brought once, kept while the registry is away, never by other bytes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

import pytest

from plenum.pipeline.record.memory.record import MemoryRecord
from plenum.pipeline.weights import Serving, Weights
from training.refresher import Refresher, RefusedError

MODEL = "light_model_d_learned"


def weights(content: bytes, version: str) -> Weights:
    """Of these bytes."""
    return Weights(version, hashlib.sha256(content).hexdigest())


ONE, TWO = weights(b"one", "1"), weights(b"two", "2")


@dataclass
class Registry:
    """What it says, and what lies in its store."""

    says: Serving = field(default_factory=Serving)
    store: dict[str, bytes] = field(default_factory=lambda: {"1": b"one", "2": b"two"})
    asked: list[str] = field(default_factory=list)
    away: bool = False

    def serving(self) -> Serving:
        """Its word."""
        if self.away:
            raise ConnectionError("away")
        return self.says

    def content(self, named: Weights) -> bytes:
        """What lies there."""
        self.asked.append(named.version)
        if named.version not in self.store:
            raise RefusedError(f"version {named.version}: not there")
        return self.store[named.version]


class Case:
    """A refresher between a registry and a record."""

    def __init__(self) -> None:
        self.registry = Registry()
        self.record = MemoryRecord()
        self.said: list[str] = []
        self.refresher = Refresher(MODEL, self.registry, self.record, 100, self.said.append)

    def refresh(self, says: Serving) -> Serving:
        """What the record says after the registry said this."""
        self.registry.says = says
        self.refresher.refresh()
        return self.record.serving()[MODEL]


def test_what_the_registry_says_is_brought_with_its_weights() -> None:
    """Each once: what is there already is not fetched again."""
    case = Case()
    assert case.refresh(Serving(ONE, TWO, 0.25)) == Serving(ONE, TWO, 0.25)
    assert case.record.weights(ONE.digest) == b"one"
    assert case.refresh(Serving(TWO, TWO, 0.25)) == Serving(TWO, TWO, 0.25)
    assert case.registry.asked == ["1", "2"]
    assert len(case.said) == 2


def test_while_the_registry_is_away_its_last_word_stands() -> None:
    """Weights and aliases; its error is for whoever runs the round."""
    case = Case()
    case.refresh(Serving(ONE))
    case.registry.away = True
    with pytest.raises(ConnectionError):
        case.refresher.refresh()
    assert case.record.serving()[MODEL] == Serving(ONE)
    assert case.record.weights(ONE.digest) == b"one"


@pytest.mark.parametrize("lies_there", [b"spoilt", None])
def test_an_alias_with_refused_weights_stays_as_it_was(lies_there: bytes | None) -> None:
    """Other bytes than were registered, or none: said, and the other aliases go on."""
    case = Case()
    case.refresh(Serving(ONE))
    if lies_there is None:
        del case.registry.store["2"]
    else:
        case.registry.store["2"] = lies_there
    assert case.refresh(Serving(TWO, ONE)) == Serving(ONE, ONE)
    assert case.record.weights(TWO.digest) is None
    assert any("champion stays as it was: version 2" in line for line in case.said)


def test_weights_that_were_spoilt_in_the_record_are_brought_anew() -> None:
    """In the next round."""
    case = Case()
    case.refresh(Serving(ONE))
    case.record.serve(MODEL, Serving(ONE), {ONE.digest: b"spoilt"}, 100)
    case.refresh(Serving(ONE))
    assert case.record.weights(ONE.digest) == b"one"
