"""Who serves: the network's versions in MLflow's registry, their aliases, and who moved these and why.

python -m training.registry show
python -m training.registry promote --who NAME                the challenger, where the rule lets it
python -m training.registry roll-back --who NAME --why TEXT   the champion is taken back
python -m training.registry shadow --who NAME                 the challenger is compared, no more
python -m training.registry canary SHARE --who NAME --why TEXT   of the jobs, answered by the challenger
python -m training.registry fetch ALIAS FOLDER                its weights, by the registered digest
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import mlflow
from mlflow.entities.model_registry import ModelVersion
from mlflow.tracking import MlflowClient

from plenum.pipeline.weights import MOST_BYTES, Serving, Weights
from services.light_model_d_learned.features import NAMES
from services.light_model_d_learned.network import MANIFEST, WEIGHTS, WeightsError, read
from training.aliases import (
    CANARY,
    CHALLENGER,
    CHAMPION,
    MODEL,
    SHADOW,
    aliases,
    at,
    audit,
    champions,
    is_there,
    move,
    note,
    tags,
    taken_back,
)
from training.connection import connect
from training.refresher import ALIASES, RefusedError

DIGEST: Final = "weights.sha256"
PRECISION: Final = 0.95
"""Share of the arrays expected to hold the rules that must, in the examination."""
OWN: Final = "the model's own weights"


def enter(client: MlflowClient, run_id: str, digest: str) -> str:
    """A run's network as a new version, the challenger; its number."""
    if not is_there(client):
        client.create_registered_model(MODEL)
    source = f"{client.get_run(run_id).info.artifact_uri}/model"
    version = str(client.create_model_version(MODEL, source, run_id, tags={DIGEST: digest}).version)
    if share(client):
        set_share(client, 0.0, "training", "another challenger")
    move(client, CHALLENGER, version, "training", "trained")
    return version


def promote(client: MlflowClient, who: str, more: str = "") -> str:
    """The challenger becomes the champion, by the rule; its number. `more`: what else speaks for it.

    The rule: of the arrays it expects to hold the rules enough do, what it says of uniformity is off by
    no more than the champion's, and it was not taken back. Raises RefusedError where it does not hold.
    """
    challenger = asked(client, CHALLENGER)
    version = str(challenger.version)
    if version in (back := taken_back(client)):
        raise RefusedError(f"version {version} was taken back ({back[version]}): train another")
    if version == aliases(client).get(CHAMPION):
        raise RefusedError(f"version {version} is the champion")
    why = _examined(client, challenger)
    if share(client):
        set_share(client, 0.0, who, "promoted")
    move(client, CHAMPION, version, who, f"{why}{more}")
    return version


def roll_back(client: MlflowClient, who: str, why: str) -> str:
    """The champion is taken back for the one before it; its number, empty for the model's own weights.

    Raises RefusedError where none is the champion.
    """
    *before, champion = champions(client) or [""]
    if not champion:
        raise RefusedError("no version is the champion: nothing to go back to")
    to = before[-1] if before else ""
    move(client, CHAMPION, to, who, why, takes_back=champion)
    return to


def fetch(client: MlflowClient, alias: str, folder: Path) -> str:
    """The weights of an alias into a folder, as the model reads them; their digest.

    Raises RefusedError where they are not those that were registered: the folder then is as it was.
    """
    with tempfile.TemporaryDirectory() as place:
        found, digest = _downloaded(client, asked(client, alias), place)
        folder.mkdir(parents=True, exist_ok=True)
        for name in (WEIGHTS, MANIFEST):
            shutil.copy(found / name, folder / name)
    return digest


class FromRegistry:
    """The registry, for a refresher."""

    def __init__(self, client: MlflowClient) -> None:
        self._client = client

    def serving(self) -> Serving:
        """Its aliases' versions with their digests."""
        named = {alias: version for alias in ALIASES if (version := at(self._client, alias))}
        weights = {alias: weights_of(version) for alias, version in named.items()}
        return Serving(**weights, canary=share(self._client) if CHALLENGER in named else 0.0)

    def content(self, weights: Weights) -> bytes:
        """Their file."""
        version = self._client.get_model_version(MODEL, weights.version)
        with tempfile.TemporaryDirectory() as place:
            found, _ = _downloaded(self._client, version, place)
            return (found / WEIGHTS).read_bytes()


def share(client: MlflowClient) -> float:
    """Of the jobs, that the challenger answers for."""
    return float(tags(client).get(CANARY, 0.0))


def set_share(client: MlflowClient, of_jobs: float, who: str, why: str) -> None:
    """Raises RefusedError for what is no share."""
    if not 0.0 <= of_jobs <= 1.0:
        raise RefusedError(f"{of_jobs:g} is no share of the jobs: 0 to 1")
    version = str(asked(client, CHALLENGER).version)
    note(client, alias=CHALLENGER, version=version, share=of_jobs, who=who, why=why)
    client.set_registered_model_tag(MODEL, CANARY, str(of_jobs))


def asked(client: MlflowClient, alias: str) -> ModelVersion:
    """The version of an alias. Raises RefusedError where there is none."""
    version = at(client, alias)
    if version is None:
        cure = "train one with make train-mlflow" if alias == CHALLENGER else "promote a challenger"
        raise RefusedError(f"no version is the {alias}, there is {sorted(aliases(client)) or 'none'}: {cure}")
    return version


def _examined(client: MlflowClient, challenger: ModelVersion) -> str:
    """Why the examination lets it serve. Raises RefusedError where it does not."""
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
    return why


def _downloaded(client: MlflowClient, version: ModelVersion, place: str) -> tuple[Path, str]:
    """A version's files and their digest. Raises RefusedError where they are not those registered."""
    size = sum(each.file_size or 0 for each in client.list_artifacts(version.run_id, "model"))
    if size > MOST_BYTES:
        raise RefusedError(f"version {version.version}: {size:,} bytes, {MOST_BYTES:,} are taken at most")
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
    return found, digest


def weights_of(version: ModelVersion) -> Weights:
    """As it was registered."""
    return Weights(str(version.version), str(version.tags.get(DIGEST)))


def _figures(client: MlflowClient, version: ModelVersion) -> dict[str, float]:
    return dict(client.get_run(version.run_id).data.metrics)


def main(arguments: Sequence[str]) -> int:
    """What was done on standard output; the exit code, 1 where it was refused."""
    told = _parser().parse_args(arguments)
    client = connect()
    try:
        sys.stdout.write(_done(client, told) + "\n")
    except RefusedError as refused:
        sys.stderr.write(f"refused: {refused}\n")
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("show")
    moves = {name: commands.add_parser(name) for name in ("promote", "shadow", "roll-back", "canary")}
    for name, each in moves.items():
        each.add_argument("--who", required=True)
        if name in ("roll-back", "canary"):
            each.add_argument("--why", required=True)
    moves["canary"].add_argument("share", type=float)
    fetched = commands.add_parser("fetch")
    fetched.add_argument("alias")
    fetched.add_argument("folder", type=Path)
    return parser


def _done(client: MlflowClient, told: argparse.Namespace) -> str:
    if told.command == "promote":
        return f"version {promote(client, told.who)} is the {CHAMPION}"
    if told.command == "roll-back":
        to = roll_back(client, told.who, told.why)
        return f"version {to} is the {CHAMPION} again" if to else f"{OWN} answer again"
    if told.command == "shadow":
        version = str(asked(client, CHALLENGER).version)
        move(client, SHADOW, version, told.who, "to be compared")
        return f"version {version} is the {SHADOW}"
    if told.command == "canary":
        set_share(client, told.share, told.who, told.why)
        return f"the {CHALLENGER} answers for {told.share:g} of the jobs"
    if told.command == "fetch":
        return fetch(client, told.alias, told.folder)
    shown: dict[str, Any] = {"aliases": aliases(client), "canary": share(client), "audit": audit(client)}
    return json.dumps(shown, indent=1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
