"""Where trainings are recorded: what MLFLOW_TRACKING_URI names, else the stack's server, else a file."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Final

# What it would tell its makers is nobody's business; it is asked as it is imported.
os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")

import mlflow
from mlflow.tracking import MlflowClient

from plenum.stack.errors import StackError
from plenum.stack.folder import StateFolder
from plenum.stack.info import StackInfo

ROOT: Final = Path(__file__).resolve().parents[1]
SQLITE: Final = "sqlite:///"
DEFAULT: Final = f"{SQLITE}{ROOT / '.plenum' / 'mlflow' / 'mlflow.db'}"
EXPERIMENT: Final = "light_model_d_learned"


def connect() -> MlflowClient:
    """A client, its experiment chosen. Beside a file of SQLite lie the artifacts; a server keeps its own."""
    uri = os.environ.get("MLFLOW_TRACKING_URI") or _of_its_server() or DEFAULT
    place = None
    if uri.startswith(SQLITE):
        beside = Path(uri.removeprefix(SQLITE)).absolute().parent
        beside.mkdir(parents=True, exist_ok=True)
        place = (beside / "artifacts").as_uri()
    mlflow.set_tracking_uri(uri)
    client = MlflowClient()
    if client.get_experiment_by_name(EXPERIMENT) is None:
        client.create_experiment(EXPERIMENT, artifact_location=place)
    mlflow.set_experiment(EXPERIMENT)
    return client


def of_the_stack() -> StackInfo:
    """The one that commands would find here. Raises StackError, with the cure, for none and for several."""
    info = StackInfo.load(StateFolder.found())
    if info is None:
        raise StackError("no stack is up here, and PLENUM_REDIS_URL names no other's Redis: plenum up")
    return info


def _of_its_server() -> str | None:
    with suppress(StackError):
        return of_the_stack().mlflow
    return None
