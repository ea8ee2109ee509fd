"""The stage graph: who works after whom. A job's record keeps the graph it started with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib import import_module
from typing import Any

from plenum.announced import announced_graphs
from plenum.ceiling.room.kinds import Kind
from plenum.deployable import ORDINARY, Own
from plenum.pipeline.identity import identity
from plenum.pipeline.weights import Weights
from plenum.settings import settings


@dataclass(frozen=True)
class Stage:
    """One stage = one service = one queue, all of this name."""

    name: str
    model: str
    """Where its function lives, as `module:function`; empty where it is not installed here."""
    kind: Kind | None = None
    """What it places; none for the selector, which places nothing of its own."""
    rules: tuple[str, ...] = ()
    """Rule families that its worker checks on what it placed."""
    after: tuple[str, ...] = ()
    """Stages that must be committed before it runs."""
    own: Own = ORDINARY
    """What only this stage's service needs; of the installed stage alone, a job's record does not keep it."""
    weights: Weights | None = None
    """Those that answer for a job, of its graph alone; none: the model's own."""

    def load(self) -> Callable[..., Any]:
        """The stage's function, imported when it is needed. Raises LookupError where none is installed."""
        if not self.model:
            raise LookupError(f"no model is installed for stage {self.name!r}")
        module, _, function = self.model.partition(":")
        loaded: Callable[..., Any] = getattr(import_module(module), function)
        return loaded

    def load_by(self, content: bytes) -> Callable[..., Any]:
        """The same function by other weights. Raises what its model raises of weights that it cannot read."""
        by_weights: Callable[[bytes], Callable[..., Any]] = import_module(
            self.model.partition(":")[0]
        ).by_weights
        return by_weights(content)

    @property
    def version(self) -> str:
        """Of its model: the module's own, the digest of its folder, the engine's, and of a job's weights."""
        own = str(identity(self.model.partition(":")[0]))
        return self.weights.marked(own) if self.weights else own


@dataclass(frozen=True)
class Graph:
    """Stages in an order in which each comes after those it waits for."""

    stages: tuple[Stage, ...]

    def __post_init__(self) -> None:
        """Refuse a graph whose order, names or end would strand a batch."""
        seen: set[str] = set()
        for stage in self.stages:
            if stage.name in seen or not set(stage.after) <= seen:
                raise ValueError(f"stage {stage.name!r} is doubled or placed before what it waits for")
            seen.add(stage.name)
        if len([s for s in self.stages if not self.after(s.name)]) != 1:
            raise ValueError("a graph needs exactly one last stage")

    def __getitem__(self, name: str) -> Stage:
        """The stage of that name; KeyError where there is none."""
        for stage in self.stages:
            if stage.name == name:
                return stage
        raise KeyError(name)

    def first(self) -> tuple[Stage, ...]:
        """The stages a batch starts with."""
        return tuple(stage for stage in self.stages if not stage.after)

    def after(self, name: str) -> tuple[Stage, ...]:
        """The stages that wait for this one."""
        return tuple(stage for stage in self.stages if name in stage.after)

    def needs(self, name: str) -> tuple[str, ...]:
        """Whose outputs a stage reads: what it waits for and, for the series, all since the selector."""
        stage = self[name]
        if len(stage.after) != 1:
            return stage.after
        (before,) = stage.after
        return (*self.needs(before), before) if len(self[before].after) == 1 else (before,)

    def deciding(self) -> tuple[Stage, ...]:
        """The stages whose answers make up a room: the selector, and those that place after it."""
        return tuple(s for s in self.stages if s.name == self.selector or (s.after and s.kind))

    def competes(self, name: str) -> bool:
        """Whether a fan-in waits for this stage beside others, so that it can go on without it."""
        return any(len(stage.after) > 1 for stage in self.after(name))

    def competing(self, stage: Stage) -> Graph:
        """This graph with one candidate more for the selector."""
        number = [each.name for each in self.stages].index(self.selector)
        selector = self.stages[number]
        joined = replace(selector, after=(*selector.after, stage.name))
        return Graph((*self.stages[:number], stage, joined, *self.stages[number + 1 :]))

    def weighed(self, weights: Mapping[str, Weights]) -> Graph:
        """This graph with the weights that answer at some of its stages."""
        return Graph(tuple(replace(each, weights=weights.get(each.name)) for each in self.stages))

    @property
    def last(self) -> Stage:
        """The stage that completes a batch."""
        return self.stages[-1]

    @cached_property
    def selector(self) -> str:
        """The first stage that joins several candidates."""
        return next(stage.name for stage in self.stages if len(stage.after) > 1)


@cache
def installed_graph() -> Graph:
    """The graph that the installed services announce under the entry point `plenum.graph`.

    PLENUM_GRAPH names another one. Raises LookupError when there is none.
    """
    if settings().graph:
        module, _, name = settings().graph.partition(":")
        found = [getattr(import_module(module), name)]
    else:
        found = [entry.load() for entry in announced_graphs()]
    for graph in found:
        if isinstance(graph, Graph):
            return graph
    raise LookupError("no stage graph is installed: run `make setup`, which installs the services")
