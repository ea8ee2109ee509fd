"""As much of kustomize as the manifests use: resources, components, deletions, more data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

Object = dict[str, Any]


def key(found: Object) -> tuple[str, str]:
    """What tells objects of one namespace apart."""
    return found["kind"], found["metadata"]["name"]


def built(folder: Path) -> dict[tuple[str, str], Object]:
    """A kustomization's objects. Raises KeyError where a patch's object is not there."""
    objects: dict[tuple[str, str], Object] = {}
    _add(folder, objects)
    return objects


def _add(folder: Path, objects: dict[tuple[str, str], Object]) -> None:
    (told,) = yaml.safe_load_all((folder / "kustomization.yaml").read_text())
    unknown = told.keys() - {"apiVersion", "kind", "namespace", "resources", "components", "patches"}
    assert not unknown, f"{folder}: not understood here: {unknown}"
    for name in told.get("resources", []):
        if (folder / name).is_dir():
            _add(folder / name, objects)
            continue
        for found in yaml.safe_load_all((folder / name).read_text()):
            assert key(found) not in objects, f"{folder / name}: {key(found)} twice"
            objects[key(found)] = found
    for name in told.get("components", []):
        _add(folder / name, objects)
    for patch in told.get("patches", []):
        change = yaml.safe_load(patch["patch"])
        if change.pop("$patch", "") == "delete":
            del objects[key(change)]
        else:
            assert change.keys() == {"apiVersion", "kind", "metadata", "data"}, f"{folder}: {change}"
            objects[key(change)]["data"] |= change["data"]
