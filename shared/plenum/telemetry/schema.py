"""What each metric is: the one place that code, docs and tests are checked against.

Instruments are made from it, the tables of docs/telemetry.md are printed from it, and tests hold what is
emitted against it. Names under `messaging.`, `process.`, `system.` and `cpython.` are OpenTelemetry's
semantic conventions (SCHEMA_URL says which), those under `redis.` the collector's Redis receiver's.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from plenum.telemetry import names

SCHEMA_URL: Final = "https://opentelemetry.io/schemas/1.44.0"
Source = Literal["record", "process", "gateway"]
"""`record`: read from Redis by one leader for all. `process`: measured by each, and gone with it.

`gateway`: the same, of that one service.
"""

_UNITS: Final = {"s": "seconds", "us": "microseconds", "By": "bytes"}


class Metric(NamedTuple):
    """One metric."""

    name: str
    kind: Literal["counter", "gauge", "histogram"]
    unit: str
    """UCUM; an annotation in braces counts things."""
    labels: tuple[str, ...]
    meaning: str
    source: Source = "record"

    @property
    def prometheus(self) -> str:
        """As the collector's Prometheus exporter names it (UnderscoreEscapingWithSuffixes)."""
        words = [self.name.replace(".", "_"), _UNITS.get(self.unit, "")]
        return "_".join(filter(None, [*words, "total" if self.kind == "counter" else ""]))


def _process(
    name: str,
    kind: Literal["counter", "gauge", "histogram"],
    unit: str,
    labels: tuple[str, ...],
    meaning: str,
) -> Metric:
    return Metric(name, kind, unit, labels, meaning, "process")


_MESSAGE: Final = (names.OPERATION_NAME, names.MESSAGING_SYSTEM, names.DESTINATION, names.ERROR_TYPE)

_ALL: Final = (
    Metric(names.EXECUTIONS, "counter", "{execution}", ("model_name",), "committed executions, rooms"),
    Metric(names.ERRORS, "counter", "{room}", ("model_name", "error_type"), "rooms that a model failed on"),
    Metric(names.SELECTED_TOTAL, "counter", "{selection}", ("model_name",), "rooms won by each light model"),
    Metric(
        names.COMPONENTS_PLACED,
        "counter",
        "{component}",
        ("component_type",),
        "placed by Plenum in rooms that were worked through to the end; what was there is not counted",
    ),
    Metric(
        names.SUBMITTED,
        "counter",
        "{job}",
        ("outcome",),
        "jobs by what became of the wish: `accepted`, `known` (same key and content), `cancelled` before it "
        "came, `invalid`, `conflict` (same key, other content), `overloaded`",
    ),
    Metric(
        names.ENDED,
        "counter",
        "{job}",
        ("status", "size"),
        "jobs that ended: `complete`, `incomplete`, `failed`, `cancelled`, `overdue`; by size class",
    ),
    Metric(names.ROOMS_ENDED, "counter", "{room}", ("status",), "rooms of jobs that ended, by status"),
    Metric(names.RESENT, "counter", "{message}", ("stage",), "messages sent again by the sweep"),
    Metric(
        names.LOST,
        "counter",
        "{attempt}",
        ("stage", "reason"),
        "what the sweep found lost: `worker_lost`, `message_lost`, `given_back`, `too_long` (past the "
        "batch limit), `turn_too_long` (behind another one in its turn)",
    ),
    Metric(names.GIVEN_UP, "counter", "{candidate}", ("stage",), "light models given up for a batch"),
    Metric(
        names.LETTERS_WRITTEN,
        "counter",
        "{letter}",
        ("stage", "reason"),
        "dead letters written: the error's class, or `message` for what was no message of ours",
    ),
    Metric(
        names.SHADOW_ROOMS,
        "counter",
        "{room}",
        ("model_name", "version", "outcome"),
        "rooms on which a version in [shadow](learning.md#shadow-canary-champion) was compared, by who "
        "wins: `both` it and what served, `shadow` it alone, `serving`, `neither`; `failed`: no answer",
    ),
    Metric(
        names.SHADOW_ANSWERS,
        "counter",
        "{room}",
        ("model_name", "version", "beside"),
        "the same rooms, by its answer's confidence beside that of what served: `higher`, `same`, `lower`; "
        "`alone`: what served gave no answer",
    ),
    Metric(names.SHADOW_JOBS, "counter", "{job}", ("model_name", "version"), "jobs on which it was compared"),
    Metric(names.QUEUE_DEPTH, "gauge", "{message}", ("queue",), "messages that wait"),
    Metric(
        names.OLDEST_MESSAGE, "gauge", "s", ("queue",), "age of a stage's oldest message, 0 where none waits"
    ),
    Metric(names.WORKERS, "gauge", "{worker}", ("service",), "living workers"),
    Metric(
        names.BEAT, "gauge", "s", ("service",), "when a service last gave a sign of life, since the epoch"
    ),
    Metric(names.SWEPT, "gauge", "s", (), "when lost work was last looked for, since the epoch"),
    Metric(names.UNFINISHED, "gauge", "{job}", (), "jobs under way"),
    Metric(names.JOBS_LIMIT, "gauge", "{job}", (), "jobs under way at which further ones are refused"),
    Metric(
        names.OLDEST_JOB,
        "gauge",
        "s",
        (),
        "age of the oldest job under way, of those whose deadlines come first; 0 where there is none",
    ),
    Metric(names.DEAD_LETTERS, "gauge", "{letter}", (), "dead letters that are kept"),
    Metric(
        names.BREAKER_STATE,
        "gauge",
        "{state}",
        ("model_name",),
        "0 closed, 1 half open, 2 open ([breakers](record.md#breakers))",
    ),
    Metric(names.RECORD_UP, "gauge", "{answer}", (), "1 where Redis answers the leader, else 0"),
    Metric(names.RECORD_LATENCY, "gauge", "s", (), "what a call to Redis took the leader"),
    Metric(
        names.RECORD_READ, "gauge", "s", (), "when the leader last read all this from Redis, since the epoch"
    ),
    _process(names.EXECUTION_DURATION, "histogram", "s", ("model_name",), "a model's time for one room"),
    _process(
        names.CONFIDENCE_SCORE, "gauge", "{score}", ("model_name",), "mean confidence of the last batch"
    ),
    _process(
        names.MODEL_INFO,
        "gauge",
        "",
        ("model_name", "model_version"),
        "always 1: which versions answer; two of one model while a release rolls out",
    ),
    _process(names.QUEUE_WAIT, "histogram", "s", ("queue",), "a message's time on its queue"),
    _process(names.JOB_DURATION, "histogram", "s", ("status", "size"), "intake to the completed building"),
    _process(names.GRID_SIZE, "histogram", "{tile}", (), "tiles of an accepted job's grids"),
    _process(
        names.COMMITS,
        "counter",
        "{commit}",
        ("stage", "outcome"),
        "what became of attempts: `committed`, `duplicate`, `late`, `cancelled`, `error`",
    ),
    _process(
        names.DROPPED, "counter", "{item}", ("signal",), "spans and log records that were not delivered"
    ),
    _process(
        names.CACHE_LOOKUPS,
        "counter",
        "{lookup}",
        ("outcome",),
        "what the models look up in their memory of rooms, by what came of it: `hit`, `miss`",
    ),
    _process(
        names.SENT_MESSAGES, "counter", "{message}", _MESSAGE, "stage messages pushed (not those sent again)"
    ),
    _process(names.CONSUMED_MESSAGES, "counter", "{message}", _MESSAGE, "attempts: stage messages worked on"),
    _process(names.PROCESS_DURATION, "histogram", "s", _MESSAGE, "an attempt, from its start to its commit"),
)

# Of each process, by Linux; the last three tell of its machine.
_OF_A_PROCESS: Final = (
    _process("process.cpu.time", "counter", "s", ("cpu.mode",), "processor time: `user`, `system`"),
    _process("process.memory.usage", "gauge", "By", (), "resident memory"),
    _process("process.memory.virtual", "gauge", "By", (), "address space"),
    _process("process.thread.count", "gauge", "{thread}", (), "threads"),
    _process("process.unix.file_descriptor.count", "gauge", "{file_descriptor}", (), "open files"),
    _process(
        "process.context_switches", "counter", "{context_switch}", (), "of which it did not ask for them"
    ),
    _process("process.uptime", "gauge", "s", (), "since telemetry began in it"),
    _process(
        "cpython.gc.collections", "counter", "{collection}", ("cpython.gc.generation",), "garbage collections"
    ),
    _process("system.memory.usage", "gauge", "By", ("system.memory.state",), "`used`, `available`"),
    _process("system.cpu.logical.count", "gauge", "{cpu}", (), "processors"),
    _process(
        "system.cpu.load_average.1m", "gauge", "{thread}", (), "threads that run or wait for a processor"
    ),
)


def _redis(
    info: str, name: str, kind: Literal["counter", "gauge"], unit: str, meaning: str
) -> tuple[str, Metric]:
    return info, Metric(f"redis.{name}", kind, unit, (), meaning)


REDIS: Final = dict(
    (
        _redis("uptime_in_seconds", "uptime", "gauge", "s", "since Redis started"),
        _redis("connected_clients", "clients.connected", "gauge", "{client}", "connections"),
        _redis("blocked_clients", "clients.blocked", "gauge", "{client}", "of which wait at a queue"),
        _redis("used_memory", "memory.used", "gauge", "By", "what it keeps"),
        _redis("used_memory_rss", "memory.rss", "gauge", "By", "resident memory"),
        _redis("used_memory_peak", "memory.peak", "gauge", "By", "the most it ever kept"),
        _redis("maxmemory", "maxmemory", "gauge", "By", "its limit, 0 for none"),
        _redis("total_commands_processed", "commands.processed", "counter", "{command}", "commands"),
        _redis(
            "total_connections_received",
            "connections.received",
            "counter",
            "{connection}",
            "connections made",
        ),
        _redis(
            "rejected_connections", "connections.rejected", "counter", "{connection}", "connections refused"
        ),
        _redis(
            "evicted_keys",
            "keys.evicted",
            "counter",
            "{key}",
            "keys thrown out for want of memory: must be 0",
        ),
        _redis("expired_keys", "keys.expired", "counter", "{key}", "keys that lapsed"),
        _redis("total_net_input_bytes", "net.input", "counter", "By", "received"),
        _redis("total_net_output_bytes", "net.output", "counter", "By", "sent"),
        _redis(
            "latest_fork_usec",
            "latest_fork",
            "gauge",
            "us",
            "what the last fork took, in which nobody is served",
        ),
        _redis("aof_current_size", "aof.size", "gauge", "By", "its append-only file"),
        _redis(
            "aof_delayed_fsync", "aof.delayed_fsync", "counter", "{fsync}", "writes that waited for the disk"
        ),
        _redis(
            "aof_last_write_ok", "aof.last_write_ok", "gauge", "{answer}", "1 where the file can be written"
        ),
    )
)
"""By what Redis' INFO calls it."""

_OF_THE_GATEWAY: Final = (
    Metric(
        names.APP_REQUESTS,
        "counter",
        "{request}",
        ("route", "method", "status"),
        "requests that the gateway answered",
        "gateway",
    ),
    Metric(
        names.APP_LATENCY,
        "histogram",
        "s",
        ("route", "method"),
        "from a request's first byte to its answer's last",
        "gateway",
    ),
    Metric(
        names.PRED_COMPONENTS,
        "histogram",
        "{component}",
        ("component_type",),
        "components placed in a predicted grid",
        "gateway",
    ),
    Metric(names.PRED_TILES, "histogram", "{tile}", (), "tiles of a predicted grid", "gateway"),
    Metric(
        names.FEEDBACK,
        "counter",
        "{rating}",
        ("model_name", "verdict"),
        "what people said of a room, for each model that placed something there",
        "gateway",
    ),
    Metric(
        names.FEEDBACK_LAG,
        "histogram",
        "s",
        (),
        "from a job's end to feedback on one of its rooms",
        "gateway",
    ),
    Metric(
        names.FEEDBACK_EDIT,
        "histogram",
        "{tile}",
        ("model_name",),
        "tiles of the model's kind that a person changed in a room",
        "gateway",
    ),
    *(
        Metric(
            rolling[window],
            "gauge",
            "{share}",
            ("model_name",),
            f"{what} over {said} ([feedback](http.md#feedback))",
            "gateway",
        )
        for rolling, what in (
            (names.ROLLING_QUALITY, "how much of what the model placed people kept, 0 to 1,"),
            (names.ROLLING_ACCEPTANCE, "share of rated rooms in which people changed nothing of the model's"),
        )
        for window, said in (("5m", "5 minutes"), ("1h", "an hour"), ("30d", "30 days"))
    ),
    Metric(
        names.STORE_AWAY,
        "gauge",
        "{answer}",
        (),
        "1 while the gateway's [store](http.md#the-store) cannot be used",
        "gateway",
    ),
)

METRICS: Final = {
    metric.name: metric for metric in (*_ALL, *_OF_A_PROCESS, *_OF_THE_GATEWAY, *REDIS.values())
}

LEDGER: Final = {
    "executions": names.EXECUTIONS,
    "errors": names.ERRORS,
    "selected": names.SELECTED_TOTAL,
    "placed": names.COMPONENTS_PLACED,
    "submitted": names.SUBMITTED,
    "ended": names.ENDED,
    "rooms": names.ROOMS_ENDED,
    "resent": names.RESENT,
    "lost": names.LOST,
    "given_up": names.GIVEN_UP,
    "letters": names.LETTERS_WRITTEN,
    "shadow": names.SHADOW_ROOMS,
    "shadow_answers": names.SHADOW_ANSWERS,
    "shadow_jobs": names.SHADOW_JOBS,
}
"""The record's counters: a field is a prefix, a colon, and the labels' values with bars between them."""


def field(prefix: str, *values: str) -> str:
    """A counter's field in the record."""
    return f"{prefix}:{'|'.join(value.replace('|', '_') for value in values)}"
