"""Which weights answer, in Redis: a registry's last word on each model, and the weights by their digests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from plenum.pipeline.record.codec import text
from plenum.pipeline.record.redis import keys
from plenum.pipeline.record.redis.keys import weights_key
from plenum.pipeline.record.redis.scripting import Scripting
from plenum.pipeline.weights import MOST_BYTES, Serving


class RegistryInRedis(Scripting):
    """The registry's part of the port."""

    def serve(self, stage: str, serving: Serving, weights: Mapping[str, bytes], keep_s: int) -> None:
        """One transaction: no job can name weights that are not there yet."""
        known = self.serving()
        before, after = _digests(known), _digests({**known, stage: serving})

        def say() -> None:
            pipe = self.client.pipeline(transaction=True)
            for digest in after:
                if digest in weights:
                    pipe.set(weights_key(digest), weights[digest])
                pipe.persist(weights_key(digest))
            for digest in before - after:
                pipe.expire(weights_key(digest), keep_s)
            pipe.hset(keys.SERVING, stage, text(serving))
            pipe.execute()

        self.patiently(say)

    def serving(self) -> Mapping[str, Serving]:
        """From their hash."""
        raw: Any = self.patiently(lambda: self.client.hgetall(keys.SERVING))
        return {stage.decode(): msgspec.json.decode(kept, type=Serving) for stage, kept in raw.items()}

    def weights(self, digest: str) -> bytes | None:
        """Of what is too large so much that its digest is another one."""
        content: Any = self.patiently(lambda: self.client.getrange(weights_key(digest), 0, MOST_BYTES))
        return content or None


def _digests(serving: Mapping[str, Serving]) -> frozenset[str]:
    return frozenset().union(*(each.digests for each in serving.values()))
