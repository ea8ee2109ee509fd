"""What somebody has to see to while jobs run: lost work, hanging candidates, deadlines, unexported spans."""

from __future__ import annotations

import time
from collections.abc import Collection
from typing import Final

from plenum.pipeline.answers import Absence
from plenum.pipeline.ending import Endings
from plenum.pipeline.host import Host
from plenum.pipeline.job import FINISH, Slot
from plenum.pipeline.observe.sends import Sends
from plenum.pipeline.record.calls import Commit, Limits
from plenum.settings import SPELL_S
from plenum.telemetry import names
from plenum.telemetry.spans import SpanRef

_TAKEN_S: Final = 10.0
"""An ending's message that was taken and not begun is not lost: its coordinator's list outlives it."""
_AGAIN_S: Final = 5.0
"""What was sent again is not sent once more before a worker that took it may have begun."""


class Care:
    """One round of each, over any record; who calls them, and how often, is the host's matter."""

    def __init__(self, host: Host) -> None:
        self.host = host

    def sweep(self) -> None:
        """Send lost work again; give up on candidates that hang or that nobody works on."""
        config = self.host.config
        limits = Limits(
            join_deadline_s=config.join_deadline_s,
            batch_limit_s=config.batch_limit_s + SPELL_S + config.lifetime_s,
            settle_s=max(1.0, config.sweep_s),
            taken_s=_TAKEN_S,
            again_s=_AGAIN_S,
        )
        swept = self.host.record.sweep(limits)
        for slot in swept.resent:
            self.host.record.count({f"resent:{slot.stage}": 1})
            self.host.log.warning(
                names.WORK_RESENT, job_id=slot.job_id, batch_id=slot.batch, stage=slot.stage
            )
        for slot in swept.stuck:
            self.give_up(slot)

    def give_up(self, slot: Slot) -> None:
        """Commit an absence for a light model that hangs or has no worker, so that the selector goes on."""
        job = None if slot.stage == FINISH else self.host.record.job(slot.job_id)
        if job is None or not job.graph.competes(slot.stage):
            return
        config = self.host.config
        root = SpanRef.parse(job.root)
        sends = Sends(slot.job_id, slot.batch, root, self.host.system)
        reason = f"no answer within {config.join_deadline_s:g} s"
        begin_ns = time.time_ns()
        commit = Commit(
            Absence(stage=slot.stage, reason=reason), sends.pushes(job.graph, job.graph.after(slot.stage))
        )
        committed = self.host.record.commit(slot, commit)
        if committed.outcome == "committed":
            self.host.telemetry.emit(sends.spans(committed.pushed, (begin_ns, time.time_ns())))
            self.host.log.error(
                names.CANDIDATE_GIVEN_UP,
                job_id=slot.job_id,
                batch_id=slot.batch,
                stage=slot.stage,
                reason=reason,
            )

    def end_overdue(self) -> None:
        """End jobs that are past their deadline."""
        for job_id in self.host.record.overdue():
            self.host.record.close(job_id, "overdue", keep_s=self.host.config.keep_s)

    def cancel_revoked(self, revoked: Collection[str]) -> None:
        """Cancel a revoked job at once, not when its finish message meets Celery's list."""
        if revoked:
            for job_id in self.host.record.running():
                if job_id in revoked:
                    self.host.record.close(job_id, "cancelled", keep_s=self.host.config.keep_s)

    def emit_unreported(self) -> None:
        """See that every ended job's span is exported: ours now, those of the dead in their stead."""
        record, owner = self.host.record, self.host.owner
        unreported = record.unreported()
        mine = [job_id for job_id, reporter in unreported.items() if reporter == owner]
        for job_id, reporter in unreported.items():
            if reporter != owner and not record.alive(reporter):
                Endings(self.host).emit_again(job_id)
                mine.append(job_id)
        if mine:
            self.host.telemetry.flush()
            record.reported(mine)
