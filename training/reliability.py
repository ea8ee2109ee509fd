"""A picture of how often people accept what a model was so sure of, from a gateway's calibration.

python -m training.reliability http://127.0.0.1:8000 reliability.png [--token TOKEN]
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from training.opinions import asked


def plot(models: Sequence[Mapping[str, Any]]) -> Figure:
    """Each model's rooms by confidence; hollow where too few were rated to be sure."""
    figure = Figure(figsize=(4.0 * max(1, len(models)), 4.0), layout="constrained")
    for axes, model in zip(figure.subplots(1, max(1, len(models)), squeeze=False)[0], models, strict=False):
        axes.plot([0.0, 1.0], [0.0, 1.0], linewidth=1.0)
        for each in model["bins"]:
            at, ends = each["confidence"], (each["at_least"], each["at_most"])
            axes.plot([at, at], ends, color="grey", linewidth=1.0)
            fill = "C1" if each["is_sure"] else "none"
            axes.scatter(at, each["expected"], facecolors=fill, edgecolors="C1", zorder=3)
        brier = model["brier_calibrated"]
        told = f"Brier {model['brier']:.3f}" + (f", calibrated {brier:.3f}" if brier is not None else "")
        axes.set(xlabel="confidence", ylabel="accepted", xlim=(0, 1), ylim=(0, 1))
        axes.set_title(f"{model['model_name']}\n{model['rated']} ratings, {told}", fontsize=9)
    return figure


def main(arguments: Sequence[str]) -> None:
    """The file's name on standard output."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("gateway")
    parser.add_argument("file", type=Path)
    parser.add_argument("--token", default="")
    told = parser.parse_args(arguments)
    plot(asked(told.gateway, "/v1/calibration", told.token)["models"]).savefig(told.file)
    sys.stdout.write(f"{told.file}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
