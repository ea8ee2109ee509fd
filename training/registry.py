"""Who serves: the network's versions in MLflow's registry, their aliases, and who moved these and why.

python -m training.registry show
python -m training.registry promote --who NAME                the challenger, where the rule lets it
python -m training.registry roll-back --who NAME --why TEXT   to the champion before
python -m training.registry fetch ALIAS FOLDER                its weights, by the registered digest
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import mlflow
from mlflow.entities.model_registry import ModelVersion
from mlflow.exceptions import MlflowException
from mlflow.tracking import MlflowClient

from services.light_model_d_learned.features import NAMES
from services.light_model_d_learned.network import MANIFEST, WEIGHTS, WeightsError, read
from training.connection import connect

MODEL: Final = "light_model_d_learned"
CHAMPION, CHALLENGER = "champion", "challenger"
DIGEST: Final = "weights.sha256"
AUDIT: Final = "audit."
PRECISION: Final = 0.95
"""Share of the arrays expected to hold the rules that must, in the examination."""


class RefusedError(Exception):
    """What the registry does not do, and why."""


def enter(client: MlflowClient, run_id: str, digest: str) -> str:
    """A run's network as a new version, the challenger; its number."""
    try:
        client.get_registered_model(MODEL)
    except MlflowException:
        client.create_registered_model(MODEL)
    source = f"{client.get_run(run_id).info.artifact_uri}/model"
    version = client.create_model_version(MODEL, source, run_id, tags={DIGEST: digest}).version
    _move(client, CHALLENGER, str(version), "training", "trained")
    return str(version)


def promote(client: MlflowClient, who: str) -> str:
    """The challenger becomes the champion, by the rule; its number.

    The rule: of the arrays it expects to hold the rules enough do, and what it says of uniformity is off by
    no more than the champion's. Raises RefusedError where it does not hold.
    """
    challenger = at(client, CHALLENGER)
    if challenger is None:
        raise RefusedError("no version is the challenger: train one with make train-mlflow")
    new = _figures(client, challenger)
    if new["precision"] < PRECISION:
        raise RefusedError(
            f"version {challenger.version}: precision {new['precision']:.3f}, {PRECISION} is asked"
        )
    why = f"precision {new['precision']:.3f}, uniformity off by {new['rms_u0']:.4f}"
    if champion := at(client, CHAMPION):
        old = _figures(client, champion)
        if new["rms_u0"] > old["rms_u0"]:
            told = f"uniformity off by {new['rms_u0']:.4f}, version {champion.version} by {old['rms_u0']:.4f}"
            raise RefusedError(f"version {challenger.version}: {told}")
        why += f", version {champion.version} by {old['rms_u0']:.4f}"
    _move(client, CHAMPION, str(challenger.version), who, why)
    return str(challenger.version)


def roll_back(client: MlflowClient, who: str, why: str) -> str:
    """The champion before is the champion again; its number. Raises RefusedError where there was none."""
    moves = [each["version"] for each in audit(client) if each["alias"] == CHAMPION]
    before = [version for version in moves if version != moves[-1]]
    if not before:
        raise RefusedError("no version was the champion before: nothing to go back to")
    _move(client, CHAMPION, before[-1], who, why)
    return str(before[-1])


def fetch(client: MlflowClient, alias: str, folder: Path) -> str:
    """The weights of an alias into a folder, as the model reads them; their digest.

    Raises RefusedError where they are not those that were registered: the folder then is as it was.
    """
    version = at(client, alias)
    if version is None:
        raise RefusedError(f"no version is the {alias}: there is {sorted(aliases(client)) or 'none'}")
    with tempfile.TemporaryDirectory() as place:
        found = Path(
            mlflow.artifacts.download_artifacts(run_id=version.run_id, artifact_path="model", dst_path=place)
        )
        try:
            read(found, NAMES)
        except WeightsError as error:
            raise RefusedError(f"version {version.version}: {error}") from error
        digest = str(json.loads((found / MANIFEST).read_text())["sha256"])
        if digest != version.tags.get(DIGEST):
            raise RefusedError(f"version {version.version}: another digest than the registered one")
        folder.mkdir(parents=True, exist_ok=True)
        for name in (WEIGHTS, MANIFEST):
            shutil.copy(found / name, folder / name)
    return digest


def at(client: MlflowClient, alias: str) -> ModelVersion | None:
    """The version of an alias, if there is one."""
    return client.get_model_version_by_alias(MODEL, alias) if alias in aliases(client) else None


def aliases(client: MlflowClient) -> dict[str, str]:
    """Version numbers by alias."""
    try:
        return {alias: str(version) for alias, version in client.get_registered_model(MODEL).aliases.items()}
    except MlflowException:
        return {}


def audit(client: MlflowClient) -> list[dict[str, Any]]:
    """Every move of an alias, the oldest first: when, which, to which version, who, why."""
    try:
        tags = client.get_registered_model(MODEL).tags
    except MlflowException:
        return []
    return [json.loads(tags[name]) for name in sorted(tags) if name.startswith(AUDIT)]


def _move(client: MlflowClient, alias: str, version: str, who: str, why: str) -> None:
    """The entry first: no alias moves that nobody answers for."""
    told = {"at": datetime.now(UTC).isoformat(), "alias": alias, "version": version, "who": who, "why": why}
    client.set_registered_model_tag(MODEL, f"{AUDIT}{len(audit(client)):06}", json.dumps(told))
    client.set_registered_model_alias(MODEL, alias, version)


def _figures(client: MlflowClient, version: ModelVersion) -> dict[str, float]:
    return dict(client.get_run(version.run_id).data.metrics)


def main(arguments: Sequence[str]) -> int:
    """What was done on standard output; the exit code, 1 where it was refused."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("show")
    commands.add_parser("promote").add_argument("--who", required=True)
    back = commands.add_parser("roll-back")
    back.add_argument("--who", required=True)
    back.add_argument("--why", required=True)
    fetched = commands.add_parser("fetch")
    fetched.add_argument("alias")
    fetched.add_argument("folder", type=Path)
    asked = parser.parse_args(arguments)
    client = connect()
    try:
        sys.stdout.write(_done(client, asked) + "\n")
    except RefusedError as refused:
        sys.stderr.write(f"refused: {refused}\n")
        return 1
    return 0


def _done(client: MlflowClient, asked: argparse.Namespace) -> str:
    if asked.command == "promote":
        return f"version {promote(client, asked.who)} is the {CHAMPION}"
    if asked.command == "roll-back":
        return f"version {roll_back(client, asked.who, asked.why)} is the {CHAMPION} again"
    if asked.command == "fetch":
        return fetch(client, asked.alias, asked.folder)
    shown = {"aliases": aliases(client), "audit": audit(client)}
    return json.dumps(shown, indent=1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
