"""A worker's turns: it takes what waits for its stages, works on it, and commits as it takes the next.

One step of the record ends a turn and begins the next. A worker that finds nothing waits where it is, for
a moment, before its host has it back: what hosts do between two tasks takes longer than small rooms.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from plenum.pipeline.host import Host
from plenum.pipeline.messages import NewerMessageError, read_message
from plenum.pipeline.observe import events
from plenum.pipeline.record.calls import Arrival, Begun, Started, Turn
from plenum.pipeline.stage import trust
from plenum.pipeline.stage.pace import Clock, Pace
from plenum.pipeline.stage.run import StageRun, Times, Worked
from plenum.pipeline.stage.sharing import TurnReserves
from plenum.pipeline.work import StoppedError
from plenum.settings import SPELL_S
from plenum.telemetry import names

COMMIT_S: Final = 0.005
"""What is done waits no longer for the rest of its turn, if the rest lets it."""
SLOW_S: Final = 1.0
"""A turn that lasts longer gives back what it has not come to: what it began with is not what it seemed."""
LINGER_S: Final = 1.0
"""How long an idle worker waits for the next message before its host has it back."""


class Turns:
    """The work of some stages, as one process does it."""

    def __init__(
        self,
        host: Host,
        runs: Mapping[str, StageRun],
        is_stopping: Callable[[], bool] = lambda: False,
        *,
        order: Callable[[], Iterable[str]] | None = None,
        becomes: Callable[[str], None] = lambda _stage: None,
    ) -> None:
        """`order`: the stages, those to serve first before others. `becomes`: told whose batch comes next."""
        self.host = host
        self.runs = runs
        self._is_stopping = is_stopping
        self._order = order or runs.keys
        self._becomes = becomes
        self._reserves = tuple(dict.fromkeys(name for run in runs.values() for name in run.reserves))
        self._pace = Pace()
        self._done: list[Worked] = []
        """Worked on, not committed yet."""

    def receive(self, stage: str, raw: Any) -> None:
        """A spell that begins with what came over a stage's queue; no message is kept as a dead letter.

        Nor is one of a newer version's: its batch stays due, and is sent again until somebody reads it.
        """
        try:
            slot = read_message(raw)
        except NewerMessageError as error:
            self.host.log.warning(names.MESSAGE_IGNORED, reason=str(error))
            return
        except ValueError as error:
            self.runs[stage].set_aside(raw, str(error))
            return
        if slot.stage != stage:
            self.runs[stage].set_aside(raw, f"a message for {slot.stage!r} on the queue of {stage}")
            return
        self.spell([Arrival(slot)])

    def spell(self, given: Sequence[Arrival] = ()) -> None:
        """Work on these and on what waits or comes, until nothing comes or SPELL_S are over.

        Raises what the infrastructure raises; a model's errors stay with rooms.
        """
        ends = time.monotonic() + SPELL_S
        while True:
            goes_on = time.monotonic() < ends and not self._is_stopping()
            asked_ns = time.time_ns()
            begun = self._step(given, takes=goes_on and not given)
            given = ()
            if begun:
                self._work(begun, Times(asked_ns, time.time_ns()))
            elif not goes_on:
                return
            else:
                turned = self.host.record.await_turn(self._turn(takes=True), LINGER_S)
                if turned is None:
                    return
                events.breakers_changed(self.host.log, turned.breakers)
                now_ns = time.time_ns()
                self._work(turned.begun, Times(now_ns, now_ns))

    def _step(self, given: Sequence[Arrival] = (), *, takes: bool = False) -> tuple[Begun, ...]:
        """Commit what is done, begin what was given or what waits."""
        done, self._done = self._done, []
        if not (done or given or takes):
            return ()
        try:
            turned = self.host.record.turn(self._turn(done, given, takes=takes))
        except BaseException as error:
            for worked in done:
                worked.failed(error)
            self._give_back([worked.started for worked in done])
            raise
        for worked, committed in zip(done, turned.commits, strict=True):
            # Of several stages' batches: what is told of one is told by its service.
            self._becomes(worked.started.slot.stage)
            worked.told(committed)
        events.breakers_changed(self.host.log, turned.breakers)
        return turned.begun

    def _turn(
        self, done: Sequence[Worked] = (), given: Sequence[Arrival] = (), *, takes: bool = False
    ) -> Turn:
        return Turn(
            self.host.owner,
            {name: self.runs[name].needs for name in self._order()},
            self._reserves,
            commits=[(worked.started.slot, worked.commit) for worked in done],
            given=given,
            takes=self._pace.takes() if takes else None,
            evidence=trust.several([worked.evidence for worked in done]),
            breakers=trust.terms(self.host.config),
        )

    def _work(self, begun: Sequence[Begun], times: Times) -> None:
        """Everything that was begun, in its order; `times` are the first one's, the others wait longer."""
        began = committed = Clock()
        rest = list(begun)
        try:
            reserves = TurnReserves(self.host.record, begun)
        except BaseException:
            self._give_back(rest)
            raise
        while rest:
            one = rest.pop(0)
            self._becomes(one.slot.stage)
            try:
                worked = self.runs[one.slot.stage].work(one, reserves, times)
            except StoppedError:
                self._give_back([one, *rest], at_once=True)
                self._step()
                return
            except BaseException:
                self._give_back([one, *rest])
                self._step()
                raise
            if worked is not None:
                self._done.append(worked)
            times = times._replace(begin_ns=time.time_ns())
            if rest and (began.wall_s > SLOW_S or self._is_stopping()):
                self._give_back(rest, at_once=True)
                begun = begun[: -len(rest)]
                rest = []
            elif rest and committed.worked_s > COMMIT_S:
                self._step()
                committed = Clock()
        self._learn(begun, began.worked_s)

    def _learn(self, begun: Sequence[Begun], took_s: float) -> None:
        started = [one for one in begun if isinstance(one, Started)]
        if started:
            self._pace.learn(len(started), sum(one.size for one in started), took_s)

    def _give_back(self, begun: Sequence[Begun], *, at_once: bool = False) -> None:
        slots = [one.slot for one in begun if isinstance(one, Started)]
        if slots:
            self.host.record.release(slots, self.host.owner, "again" if at_once else "later")
