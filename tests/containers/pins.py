"""The images that docker-compose.yml pins, read from the file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import yaml

ROOT: Final = Path(__file__).resolve().parents[2]
VARIABLES: Final = {
    "python": "PYTHON_IMAGE",
    "redis": "VALKEY_IMAGE",
    "collector": "COLLECTOR_IMAGE",
    "jaeger": "JAEGER_IMAGE",
    "prometheus": "PROMETHEUS_IMAGE",
}
"""By which each pin can be replaced."""


def local() -> dict[str, str]:
    """Each pin's name and tag; its digest is of the real image, which no stand-in can have.

    Those of the optional profiles are left out: they are not run here.
    """
    pins = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["x-pins"]
    return {
        name: re.sub(r"^\$\{\w+:-|@sha256:\w+|\}$", "", pin)
        for name, pin in pins.items()
        if name in VARIABLES
    }
