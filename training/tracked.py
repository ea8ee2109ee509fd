"""A training as a run of MLflow, its network registered as the challenger: `python -m training.tracked`.

The training knows nothing of it.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import fields
from pathlib import Path

import mlflow

from plenum.pipeline.identity import identity
from training.aliases import MODEL
from training.connection import ROOT, connect
from training.fit import Parameters
from training.plot import plot
from training.registry import DIGEST, enter
from training.train import Trained, train

Train = Callable[[Parameters], Trained]


def tracked(training: Train) -> Train:
    """The same training, recorded (parameters, data, code, figures, weights, a plot) and registered."""

    def recorded(parameters: Parameters) -> Trained:
        client = connect()
        with mlflow.start_run() as run:
            mlflow.log_params(parameters.named())
            code = identity(f"services.{MODEL}.model")
            mlflow.set_tags({"code.revision": revision(), "code.digest": str(code)})
            found = training(parameters)
            mlflow.set_tags({"data.fingerprint": found.data, DIGEST: found.digest})
            mlflow.log_metrics(found.figures)
            for epoch, loss in enumerate(found.fitted.losses):
                mlflow.log_metric("loss", loss, step=epoch)
            with tempfile.TemporaryDirectory() as place:
                found.save(Path(place))
                mlflow.log_artifacts(place, "model")
            mlflow.log_figure(plot(found), "expected_and_true.png")
        enter(client, run.info.run_id, found.digest)
        return found

    return recorded


def revision() -> str:
    """The commit that is checked out, marked where files differ from it; `unknown` outside a repository."""
    told = ["git", "-C", str(ROOT), "describe", "--always", "--dirty", "--abbrev=12"]
    found = subprocess.run(told, capture_output=True, text=True, timeout=30, check=False)
    return found.stdout.strip() or "unknown"


def parameters(arguments: Sequence[str]) -> tuple[Parameters, Path | None]:
    """From the command line: each number by its name, and the folder for the weights."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    for each in fields(Parameters):
        if each.type in ("int", "float"):
            kind = int if each.type == "int" else float
            parser.add_argument(f"--{each.name.replace('_', '-')}", type=kind, default=each.default)
    parser.add_argument("--out", type=Path, help="a folder for weights and manifest, too")
    asked = vars(parser.parse_args(arguments))
    out = asked.pop("out")
    return Parameters(**asked), out


def main(arguments: Sequence[str]) -> None:
    """The digest and the figures on standard output."""
    asked, out = parameters(arguments)
    done = tracked(train)(asked)
    if out:
        done.save(out)
    sys.stdout.write(f"sha256 {done.digest}\n")
    for name, value in done.figures.items():
        sys.stdout.write(f"{name} {value:.4f}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
