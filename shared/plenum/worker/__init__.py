"""The Celery app factory that every service uses, its signals and its heartbeat."""

from __future__ import annotations

import os

# A worker is one process on its share of the cores: linear algebra that starts a thread a core in
# each of eight services only makes them wait for each other. Set before numpy is first imported.
for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
