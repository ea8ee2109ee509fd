"""Comparisons side by side, in one run: `python -m benchmarks`."""

from __future__ import annotations

import plenum.worker  # noqa: F401 - linear algebra in one thread here too, as in every worker
