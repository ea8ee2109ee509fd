"""Which weights answer for a stage, where a registry decides: its version of them, and their digest."""

from __future__ import annotations

import hashlib
from typing import Final

from msgspec import Struct

MOST_BYTES: Final = 4 * 2**20
"""Of a model's weights in the record."""
_DIGITS: Final = 16
"""Of the digest, in a model's version: as of its folder's."""


class WeightsRefusedError(Exception):
    """Weights that a job names and no model answers by: which, why, and the cure."""


class Weights(Struct, frozen=True):
    """A registry's version of a model's weights."""

    version: str
    digest: str
    """SHA-256 of their bytes, in hexadecimal."""

    def marked(self, model_version: str) -> str:
        """The version of a model that answers by them: one identity, one answer."""
        return f"{model_version}.v{self.version}.{self.digest[:_DIGITS]}"

    def are(self, content: bytes) -> bool:
        """Whether these bytes are they."""
        return hashlib.sha256(content).hexdigest() == self.digest


class Serving(Struct, frozen=True, omit_defaults=True):
    """A registry's word on one model."""

    champion: Weights | None = None
    """Answers for jobs; none: the model's own weights do."""
    challenger: Weights | None = None
    canary: float = 0.0
    """Share of the jobs that the challenger answers for, 0 to 1."""
    shadow: Weights | None = None
    """Answers for nobody: it is only compared."""

    def of(self, job_id: str) -> Weights | None:
        """Whose answers a job gets: the same each time it is asked."""
        draw = int.from_bytes(hashlib.sha256(job_id.encode()).digest()[:8]) / 2**64
        return self.challenger if self.challenger and draw < self.canary else self.champion

    @property
    def digests(self) -> frozenset[str]:
        """Of all that it names."""
        return frozenset(each.digest for each in (self.champion, self.challenger, self.shadow) if each)
