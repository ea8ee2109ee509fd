"""Who answered: a model's version, the digest of its service's folder, and the engine's version.

Two answers of one identity to one question are equal, so the identity decides whether an earlier answer
may be used again. The version is the author's word; the digest tells two folders of one version apart.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Final

from plenum.ceiling import ENGINE_VERSION

DIGITS: Final = 16
"""Of hexadecimal: 64 bits, for no more than telling one model's folders apart."""
UNVERSIONED: Final = "1"
"""The version of a module that names none."""
_NO_ANSWER_DEPENDS_ON: Final = frozenset({".md", ".pyc", ".pyo"})


@dataclass(frozen=True)
class Identity:
    """What a model's answers depend on beside the question."""

    version: str
    """The module's `VERSION`."""
    folder_digest: str
    """Of the files beside the module, weights too; empty where the module has no file."""
    engine_version: str
    """Of `plenum.ceiling`, which all models share."""

    def __str__(self) -> str:
        """As semantic versioning writes a build: `1.1.0+0123456789abcdef.1.0.0`."""
        build = ".".join(part for part in (self.folder_digest, self.engine_version) if part)
        return f"{self.version}+{build}"


@cache
def identity(module_name: str) -> Identity:
    """The identity of a stage's module, `services.light_model_a_dense.model` say; found once a process.

    The files are read when it is first asked for, so ask as a process starts: what lies on the disk later
    may not be what was imported. Raises ImportError where there is no such module.
    """
    module = import_module(module_name)
    version = str(getattr(module, "VERSION", UNVERSIONED))
    return Identity(version, _digest(_files(module)), ENGINE_VERSION)


def _files(module: ModuleType) -> dict[str, Path]:
    """The files an answer may depend on, by their place: a service's folder, or a module of its own."""
    if not getattr(module, "__file__", None):
        return {}
    path = Path(str(module.__file__))
    if path.name != "model.py":
        return {path.name: path}
    found = {file.relative_to(path.parent).as_posix(): file for file in path.parent.rglob("*")}
    return {
        place: file
        for place, file in found.items()
        if file.is_file() and file.suffix not in _NO_ANSWER_DEPENDS_ON
    }


def _digest(files: dict[str, Path]) -> str:
    if not files:
        return ""
    digest = hashlib.sha256()
    for place in sorted(files):
        content = files[place].read_bytes()
        digest.update(f"{place}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:DIGITS]
