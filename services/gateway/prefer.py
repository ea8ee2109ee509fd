"""The header `Prefer` (RFC 7240): whether and how long a caller wants to wait."""

from __future__ import annotations

import re
from typing import Final

_WAIT: Final = re.compile(r"^wait\s*=\s*\"?(\d{1,6})\"?$", re.IGNORECASE)


def wait_of(prefer: str | None, most_s: float) -> float:
    """Seconds to wait, at most `most_s`: 0 unless `wait` is asked for. What is not understood is ignored."""
    for preference in (prefer or "").split(","):
        found = _WAIT.match(preference.partition(";")[0].strip())
        if found:
            return min(float(found[1]), most_s)
    return 0.0
