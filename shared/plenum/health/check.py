"""What a health check is, and what comes of some of them: nothing here knows what is looked at."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Literal

Status = Literal["healthy", "degraded", "unhealthy"]
"""`degraded`: work goes on, not as it should. `unhealthy`: somebody's work fails or waits."""
_WORSE: Final[Mapping[Status, int]] = {"healthy": 0, "degraded": 1, "unhealthy": 2}


@dataclass(frozen=True)
class Finding:
    """What a look came to."""

    status: Status
    message: str
    metadata: Mapping[str, Any] = field(default_factory=dict)
    """Figures, as JSON has them."""


@dataclass(frozen=True)
class Check:
    """A named look; whatever it raises is unhealthy."""

    name: str
    look: Callable[[], Finding]
    needs: str = ""
    """A check without which this one could only wait in vain: where that is unhealthy nobody looks."""


@dataclass(frozen=True)
class Health:
    """A check's verdict."""

    name: str
    status: Status
    message: str
    duration_ms: float
    metadata: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Report:
    """All verdicts, in the order of the checks."""

    checks: tuple[Health, ...]

    @property
    def status(self) -> Status:
        """The worst of all."""
        return worst(health.status for health in self.checks)

    def to_json(self) -> dict[str, Any]:
        """For machines."""
        return {"status": self.status, "checks": [asdict(health) for health in self.checks]}


def worst(statuses: Iterable[Status]) -> Status:
    """The worst of some; healthy where there is none."""
    return max(statuses, key=_WORSE.__getitem__, default="healthy")


def run(checks: Iterable[Check]) -> Report:
    """Make every check, each by itself: one that raises costs the others nothing."""
    found: list[Health] = []
    # By check, the one that it is unhealthy for: itself, or what it needs.
    causes: dict[str, str] = {}
    for check in checks:
        cause = causes.get(check.needs, "")
        health = _missing(check, cause) if cause else _looked(check)
        found.append(health)
        if health.status == "unhealthy":
            causes[check.name] = cause or check.name
    return Report(tuple(found))


def _missing(check: Check, cause: str) -> Health:
    return Health(check.name, "unhealthy", f"not looked at: {cause} is unhealthy", 0.0)


def _looked(check: Check) -> Health:
    began = time.perf_counter()
    try:
        finding = check.look()
    except Exception as error:  # noqa: BLE001 - a look that fails is a finding
        finding = Finding("unhealthy", f"{type(error).__name__}: {error}")
    took_ms = round((time.perf_counter() - began) * 1000, 3)
    return Health(check.name, finding.status, finding.message, took_ms, finding.metadata)
