"""Which arrows between parts are enforced: what import-linter's contracts in pyproject.toml forbid."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[2]
CONTRACTS: Final[list[Mapping[str, Any]]] = tomllib.loads(
    (ROOT / "pyproject.toml").read_text(encoding="utf-8")
)["tool"]["importlinter"]["contracts"]


@dataclass(frozen=True)
class Layers:
    """The parts of one package from the highest to the lowest; those of a layer do not know each other."""

    container: str
    layers: tuple[tuple[str, ...], ...]

    def forbid(self, importer: str, imported: str) -> bool:
        """Whether an import would go upwards, or sideways."""
        below, above = self._rank(importer), self._rank(imported)
        if below is None or above is None or within(importer, self._part(imported)):
            return False
        return below >= above

    def _part(self, module: str) -> str:
        return ".".join(module.split(".")[: self.container.count(".") + 2])

    def _rank(self, module: str) -> int | None:
        for rank, layer in enumerate(self.layers):
            if any(within(module, f"{self.container}.{part}") for part in layer):
                return rank
        return None


@dataclass(frozen=True)
class Forbidden:
    """What some modules must not import, but for some of them."""

    sources: tuple[str, ...]
    forbidden: tuple[str, ...]
    ignored: tuple[str, ...] = field(default=())

    def forbid(self, importer: str, imported: str) -> bool:
        """Whether the import would break the contract."""
        excused = any(_matches(importer, line.partition(" -> ")[0]) for line in self.ignored)
        return (
            not excused
            and any(_matches(importer, source) or within(importer, source) for source in self.sources)
            and any(within(imported, name) for name in self.forbidden)
        )


def within(module: str, package: str) -> bool:
    """Whether a module is a package or in it; a star in the package's name stands for one part."""
    pattern = re.escape(package).replace(r"\*", "[^.]+")
    return re.fullmatch(rf"{pattern}(\..+)?", module) is not None


def _matches(module: str, pattern: str) -> bool:
    """As import-linter has it: `*` one part of a name, `**` any number of them."""
    parts = re.escape(pattern).replace(r"\.\*\*", r"(\..+)?").replace(r"\*", "[^.]+")
    return re.fullmatch(parts, module) is not None


def layers_of(container: str) -> Layers:
    """The contract that puts a package's parts in layers. Raises StopIteration where there is none."""
    found = next(c for c in CONTRACTS if c["type"] == "layers" and container in c.get("containers", ()))
    split = (re.split(r"[|:]", layer) for layer in found["layers"])
    return Layers(container, tuple(tuple(part.strip(" ()") for part in layer) for layer in split))


def forbidding() -> Iterable[Layers | Forbidden]:
    """Every contract that forbids some import."""
    for contract in CONTRACTS:
        if contract["type"] == "layers":
            yield from map(layers_of, contract["containers"])
        elif contract["type"] == "forbidden":
            yield Forbidden(
                tuple(contract["source_modules"]),
                tuple(contract["forbidden_modules"]),
                tuple(contract.get("ignore_imports", ())),
            )


def enforced(importer: str, imported: str) -> bool:
    """Whether an arrow points one way only: the import the other way round breaks a contract."""
    return any(contract.forbid(imported, importer) for contract in forbidding())
