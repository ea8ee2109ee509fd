"""What the network expected beside what is true, on rooms that were held back, and how its loss fell."""

from __future__ import annotations

from typing import Final

import numpy as np
from matplotlib.figure import Figure

from training.train import Trained

SHOWN: Final = 4000
"""Arrays in a picture at most."""


def plot(trained: Trained) -> Figure:
    """Mean, uniformity, loss: side by side."""
    back = trained.fitted.back
    safe = trained.fitted.network(back.told)
    expected = safe + trained.fitted.network.errs
    some = slice(None, None, max(1, len(safe) // SHOWN))
    figure = Figure(figsize=(12.0, 4.0), layout="constrained")
    mean, even, loss = figure.subplots(1, 3)
    for axes, column, name in ((mean, 0, "log(mean / sampled)"), (even, 1, "uniformity")):
        true = back.true[some, column]
        axes.scatter(true, expected[some, column], s=2.0)
        ends = [float(np.min(true)), float(np.max(true))]
        axes.plot(ends, ends, linewidth=1.0)
        axes.set(xlabel=f"calculated {name}", ylabel="expected")
    loss.plot(trained.fitted.losses)
    loss.set(xlabel="epoch", ylabel="loss", yscale="log")
    return figure
