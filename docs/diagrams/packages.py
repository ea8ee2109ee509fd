"""The pictures of who may import whom: the services over the package, the domain, the pipeline."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path
from typing import Final

from docs.diagrams.contracts import enforced, layers_of, within
from docs.diagrams.imports import ROOT, arrows, shortest
from docs.diagrams.layers import layered

SERVICES: Final = {
    "services/*/worker.py": "services.*.worker",
    "services/*/model.py": "services.*.model",
    "services/coordinator": "services.coordinator",
    "services/gateway": "services.gateway",
    "services/stages.py": "services.stages",
}
"""The parts of the services, by a module's name as a contract would write it."""
SERVICE_NOTES: Final = {
    "services/*/worker.py": "Makes a model a service.",
    "services/*/model.py": "A pure function, with what lies beside it.",
    "services/coordinator": "Celery's side of intake, endings and care.",
    "services/gateway": "HTTP over the client.",
    "services/stages.py": "Who follows whom.",
}
Part = Callable[[str], str | None]


def package(container: str) -> str:
    """The parts of a package that a contract puts in layers."""
    names = [part for layer in layers_of(container).layers for part in layer]
    folder = ROOT / "shared" / Path(*container.split("."))
    drawn = drawable(part_of(container), lambda part: f"{container}.{part}")
    title = f"Who may import whom in {container}"
    return layered(title, names, shortest(drawn), lambda name: first_sentence(folder, name))


def whole() -> str:
    """The services, and the package that they rest on."""
    parts = [part for layer in layers_of("plenum").layers for part in layer if part != "__main__"]
    within_package = part_of("plenum")

    def note(name: str) -> str:
        return SERVICE_NOTES.get(name) or first_sentence(ROOT / "shared" / "plenum", name)

    drawn = drawable(lambda module: service_part(module) or within_package(module), named)
    return layered("Who may import whom", [*SERVICES, *parts], shortest(drawn), note, above=len(SERVICES))


def named(part: str) -> str:
    """A part of the services or of the package as a module that contracts speak of; one service for all."""
    return SERVICES.get(part, f"plenum.{part}").replace("*", "selector")


def service_part(module: str) -> str | None:
    """Which part of the services a module is in; beside its worker a folder is its model."""
    for name, pattern in SERVICES.items():
        if within(module, pattern):
            return name
    return "services/*/model.py" if module.count(".") > 1 and within(module, "services") else None


def part_of(container: str) -> Part:
    """Names the part of a package that a module is in."""
    depth = container.count(".") + 1

    def part(module: str) -> str | None:
        parts = module.split(".")
        inside = within(module, container) and len(parts) > depth
        return parts[depth] if inside and parts[depth] != "__main__" else None

    return part


def drawable(part: Part, module: Callable[[str], str]) -> dict[str, set[str]]:
    """The imports between parts, without those that no contract holds to one way."""
    return {
        start: {end for end in ends if enforced(module(start), module(end))}
        for start, ends in arrows(part).items()
    }


def first_sentence(folder: Path, name: str) -> str:
    """What a part says of itself: its docstring up to the first full stop."""
    path = folder / name / "__init__.py"
    text = (path if path.is_file() else folder / f"{name}.py").read_text(encoding="utf-8")
    summary = (ast.get_docstring(ast.parse(text)) or "").partition("\n\n")[0]
    return " ".join(summary.replace("`", "").partition(". ")[0].removesuffix(".").split()) + "."
