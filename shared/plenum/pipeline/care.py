"""What somebody has to see to while jobs run: lost work, hanging candidates, deadlines, unexported spans."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from itertools import islice
from typing import Final

from plenum.pipeline.answers import Absence
from plenum.pipeline.ending import Endings
from plenum.pipeline.host import Host
from plenum.pipeline.job import FINISH, Slot
from plenum.pipeline.observe import events
from plenum.pipeline.observe.lost import given_up_span, tell_lost
from plenum.pipeline.observe.sends import Sends
from plenum.pipeline.record.calls import Commit, Limits
from plenum.settings import SPELL_S
from plenum.telemetry import names
from plenum.telemetry.delivery import Flushed
from plenum.telemetry.schema import field
from plenum.telemetry.spans import SpanRef

_TAKEN_S: Final = 10.0
"""An ending's message that was taken and not begun is not lost: its coordinator's list outlives it."""
_AGAIN_S: Final = 5.0
"""What was sent again is not sent once more before a worker that took it may have begun."""

_ROUNDS: Final = 3
"""A sweep that comes later than so many of its intervals after the one before ends a pause."""

MOST_UNTOLD: Final = 1000
"""Ended jobs whose spans wait for a collector, of one host; past it they are not told again."""
_MOST_AGAINS: Final = {Flushed.DELIVERED: 50, Flushed.WAITING: 0, Flushed.LOST: 1}
"""Spans that are emitted again in one round, after what came of the one before: each is built from a whole
record, and nothing is added to what waits."""


class Care:
    """One round of each, over any record; who calls them, and how often, is the host's matter."""

    def __init__(self, host: Host) -> None:
        self.host = host
        self._flushed = Flushed.DELIVERED
        """What came of the latest round's spans."""
        self._lost: frozenset[str] = frozenset()
        """Ended jobs whose spans may have been lost on their way."""
        self._revoked: set[str] = set()
        """Of those that are revoked: known to the record."""

    def sweep(self) -> bool:
        """Send lost work again; give up on candidates that hang or that nobody works on.

        Whether the living can be told from the dead: not for a moment after a pause.
        """
        config = self.host.config
        limits = Limits(
            join_deadline_s=config.join_deadline_s,
            batch_limit_s=config.batch_limit_s + SPELL_S + config.lifetime_s,
            settle_s=max(1.0, config.sweep_s),
            taken_s=_TAKEN_S,
            round_s=_ROUNDS * config.sweep_s,
            lifetime_s=config.lifetime_s,
            again_s=_AGAIN_S,
        )
        swept = self.host.record.sweep(limits)
        tell_lost(self.host, swept)
        for slot in swept.stuck:
            self.give_up(slot)
        return not swept.settles

    def give_up(self, slot: Slot) -> None:
        """Commit an absence for a light model that hangs or has no worker, so that the selector goes on."""
        job = None if slot.stage == FINISH else self.host.record.job(slot.job_id)
        if job is None or not job.graph.competes(slot.stage):
            return
        config = self.host.config
        root = SpanRef.parse(job.root)
        sends = Sends(slot.job_id, slot.batch, root, self.host.carrier)
        reason = f"no answer within {config.join_deadline_s:g} s"
        begin_ns = time.time_ns()
        commit = Commit(
            Absence(stage=slot.stage, reason=reason), sends.pushes(job.graph, job.graph.after(slot.stage))
        )
        committed = self.host.record.commit(slot, commit)
        if committed.outcome != "committed":
            return
        self.host.record.count({field("given_up", slot.stage): 1})
        span = given_up_span(root, slot, reason, begin_ns)
        self.host.telemetry.emit([span, *sends.spans(committed.pushed, (begin_ns, time.time_ns()))])
        with events.bound(slot.job_id, span.ref):
            self.host.log.error(
                names.CANDIDATE_GIVEN_UP, batch_id=slot.batch, stage=slot.stage, reason=reason
            )

    def end_overdue(self) -> None:
        """End jobs that are past their deadline."""
        for job_id in self.host.record.overdue():
            self.host.record.close(job_id, "overdue", keep_s=self.host.config.keep_s)

    def cancel_revoked(self, revoked: Collection[str]) -> None:
        """Cancel a revoked job at once, not when its finish message meets Celery's list.

        One that did not come yet is noted in the record: Celery's list ends with this process.
        """
        self._revoked &= set(revoked)
        for job_id in set(revoked) - self._revoked:
            self.host.record.close(job_id, "revoked", keep_s=self.host.config.keep_s)
            self._revoked.add(job_id)

    def emit_unreported(self) -> None:
        """See that every ended job's span is exported: ours now, those of the dead in their stead.

        Takes as long as an export does. Spans that wait for a collector are kept where they are. Those that
        were lost are emitted again when something is delivered: until then one a round shows whether anything
        can be. Of too many the rest is given up.
        """
        record, owner = self.host.record, self.host.owner
        unreported = record.unreported()
        mine = [job_id for job_id, reporter in unreported.items() if reporter == owner]
        if given_up := mine[MOST_UNTOLD:]:
            record.reported(given_up)
        mine = mine[:MOST_UNTOLD]
        asked = [job_id for job_id in mine if job_id in self._lost]
        asked += self._of_the_dead(unreported)
        emitted = filter(Endings(self.host).emit_again, asked)
        again = list(islice(emitted, _MOST_AGAINS[self._flushed]))
        self._flush([job_id for job_id in mine if job_id not in self._lost], again)

    def _of_the_dead(self, unreported: Mapping[str, str]) -> list[str]:
        others = {*unreported.values()} - {self.host.owner}
        dead = {reporter for reporter in others if not self.host.record.alive(reporter)}
        return [job_id for job_id, reporter in unreported.items() if reporter in dead]

    def _flush(self, fresh: list[str], again: list[str]) -> None:
        """Export now: spans emitted as their jobs ended, and those emitted again in this round."""
        if not (fresh or again):
            return
        before, self._flushed = self._flushed, self.host.telemetry.flush()
        if self._flushed is Flushed.WAITING:
            # They are told when they are delivered; what was emitted again waits like the rest.
            self._lost -= {*again}
            return
        # A fresh one may have gone with what was lost before this flush.
        lost = (
            {*fresh, *again} if self._flushed is Flushed.LOST else {*fresh} if before is Flushed.LOST else {}
        )
        self._lost = (self._lost - {*again}) | {*lost}
        if told := [job_id for job_id in (*again, *fresh) if job_id not in self._lost]:
            self.host.record.reported(told)
