"""Which weights answer, in memory: a registry's last word on each model, and the weights by their digests."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf

import msgspec

from plenum.pipeline.record.codec import text
from plenum.pipeline.record.memory.state import State
from plenum.pipeline.weights import MOST_BYTES, Serving


class RegistryInMemory(State):
    """The registry's part of the port."""

    def serve(self, stage: str, serving: Serving, weights: Mapping[str, bytes], keep_s: int) -> None:
        """As in the port."""
        with self._changed:
            before = self._digests()
            self._serving[stage] = text(serving)
            after = self._digests()
            until = self._clock() + keep_s * 1000
            kept = {digest: content for digest, (content, _) in self._weights.items()}
            for digest in after & {*kept, *weights}:
                self._weights[digest] = (weights.get(digest, kept.get(digest, b"")), inf)
            for digest in (before - after) & {*kept}:
                self._weights[digest] = (kept[digest], until)

    def serving(self) -> Mapping[str, Serving]:
        """As in the port."""
        with self._changed:
            return {stage: msgspec.json.decode(kept, type=Serving) for stage, kept in self._serving.items()}

    def weights(self, digest: str) -> bytes | None:
        """As in the port."""
        with self._changed:
            content, until = self._weights.get(digest, (b"", 0.0))
            if until <= self._clock():
                self._weights.pop(digest, None)
                return None
            return content[: MOST_BYTES + 1] or None

    def _digests(self) -> frozenset[str]:
        return frozenset().union(*(each.digests for each in self.serving().values()))
