"""Aliases in MLflow's registry and the audit log of their moves: none moves that nobody answers for."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from typing import Any, Final

from mlflow.entities.model_registry import ModelVersion
from mlflow.exceptions import MlflowException
from mlflow.tracking import MlflowClient

MODEL: Final = "light_model_d_learned"
CHAMPION, CHALLENGER, SHADOW = "champion", "challenger", "shadow"
CANARY: Final = "canary.share"
AUDIT: Final = "audit."


def is_there(client: MlflowClient) -> bool:
    """Whether any version was registered."""
    return _model(client) is not None


def at(client: MlflowClient, alias: str) -> ModelVersion | None:
    """The version of an alias, if there is one."""
    return client.get_model_version_by_alias(MODEL, alias) if alias in aliases(client) else None


def aliases(client: MlflowClient) -> dict[str, str]:
    """Version numbers by alias. Raises MlflowException while the registry is away."""
    model = _model(client)
    return {alias: str(version) for alias, version in model.aliases.items()} if model else {}


def audit(client: MlflowClient) -> list[dict[str, Any]]:
    """Every move, the oldest first: when, which alias, to which version, who, why."""
    found = tags(client)
    return [json.loads(found[name]) for name in sorted(found) if name.startswith(AUDIT)]


def tags(client: MlflowClient) -> dict[str, str]:
    """Of the registered model; none where there is none."""
    model = _model(client)
    return dict(model.tags) if model else {}


def champions(client: MlflowClient) -> list[str]:
    """Versions that became the champion and were not taken back; the last of them serves."""
    found: list[str] = []
    for move_ in audit(client):
        if move_["alias"] == CHAMPION:
            if "takes_back" in move_:
                found.pop()
            else:
                found.append(move_["version"])
    return found


def taken_back(client: MlflowClient) -> dict[str, str]:
    """Versions that were the champion and were taken back, each with why."""
    return {each["takes_back"]: each["why"] for each in audit(client) if "takes_back" in each}


def move(client: MlflowClient, alias: str, version: str, who: str, why: str, **more: Any) -> None:
    """An alias to a version, or to none; written down first."""
    note(client, alias=alias, version=version, who=who, why=why, **more)
    if version:
        client.set_registered_model_alias(MODEL, alias, version)
    else:
        client.delete_registered_model_alias(MODEL, alias)


def note(client: MlflowClient, **told: Any) -> None:
    """An entry of the audit log."""
    entry = {"at": datetime.now(UTC).isoformat(), **told}
    client.set_registered_model_tag(MODEL, f"{AUDIT}{time.time_ns():020}", json.dumps(entry))


def _model(client: MlflowClient) -> Any:
    try:
        return client.get_registered_model(MODEL)
    except MlflowException as error:
        if error.error_code == "RESOURCE_DOES_NOT_EXIST":
            return None
        raise
