"""The name of every span, metric, log event and attribute. Code, tests and docs refer to this file.

Names under `messaging.`, `service.`, `http.`, `url.`, `server.` and `network.` are OpenTelemetry's semantic
conventions (1.44); Redis is not among the values the conventions list for `messaging.system`, custom values
are allowed.
"""

from __future__ import annotations

from typing import Final

SCOPE: Final = "plenum"

# Spans
PLACE_JOB: Final = "place job"
PLACE_BATCH: Final = "place batch"
ACCEPT: Final = "accept building"
ASSEMBLE: Final = "assemble result"


def send(stage: str) -> str:
    """A stage message's way onto its queue."""
    return f"send {stage}"


def wait(stage: str) -> str:
    """A stage message's time on its queue."""
    return f"wait {stage}"


def process(stage: str) -> str:
    """A stage's whole attempt at a batch."""
    return f"process {stage}"


def execute(stage: str) -> str:
    """The model alone, without Redis and JSON."""
    return f"execute {stage}"


def room(stage: str) -> str:
    """One room at a stage: those that failed, and of many the slowest."""
    return f"room {stage}"


def lost(stage: str) -> str:
    """An attempt that came to nothing, from its start until that was found."""
    return f"lost {stage}"


def give_up(stage: str) -> str:
    """A candidate that a batch goes on without."""
    return f"give up {stage}"


# Events of spans
EXCEPTION: Final = "exception"

# Attributes
JOB_ID: Final = "plenum.job.id"
BUILDING_ID: Final = "plenum.building.id"
BATCH_ID: Final = "plenum.batch.id"
STAGE: Final = "plenum.stage"
OWNER: Final = "plenum.owner"
ATTEMPT: Final = "plenum.attempt"
OUTCOME: Final = "plenum.outcome"
STATUS: Final = "plenum.status"
ROOMS: Final = "plenum.rooms"
BATCHES: Final = "plenum.batches"
TILES: Final = "plenum.tiles"
FAILED_ROOMS: Final = "plenum.rooms.failed"
ROOM_ID: Final = "plenum.room.id"
DEAD_LETTER_ID: Final = "plenum.dead_letter.id"
START_S: Final = "plenum.start_s"
PREPARE_S: Final = "plenum.prepare_s"
ANSWER_S: Final = "plenum.answer_s"
COMMIT_S: Final = "plenum.commit_s"
DEGRADED_ROOMS: Final = "plenum.rooms.degraded"
PREVIOUS: Final = "plenum.previous"
KEPT: Final = "plenum.kept"
WAIT_S: Final = "plenum.queue.wait_s"
MODEL_NAME: Final = "ml.model.name"
MODEL_VERSION: Final = "ml.model.version"
CONFIDENCE: Final = "ml.model.confidence"
PLACED: Final = "ml.components.placed"
LINK: Final = "plenum.link"
SELECTED: Final = "plenum.selected_rooms"

MESSAGING_SYSTEM: Final = "messaging.system"
OPERATION_NAME: Final = "messaging.operation.name"
OPERATION_TYPE: Final = "messaging.operation.type"
DESTINATION: Final = "messaging.destination.name"
MESSAGE_ID: Final = "messaging.message.id"
CONVERSATION_ID: Final = "messaging.message.conversation_id"
CLIENT_ID: Final = "messaging.client.id"
SERVER_ADDRESS: Final = "server.address"
SERVER_PORT: Final = "server.port"
ERROR_TYPE: Final = "error.type"
EXCEPTION_TYPE: Final = "exception.type"
EXCEPTION_MESSAGE: Final = "exception.message"
EXCEPTION_STACKTRACE: Final = "exception.stacktrace"

HTTP_METHOD: Final = "http.request.method"
HTTP_ROUTE: Final = "http.route"
HTTP_STATUS: Final = "http.response.status_code"
URL_PATH: Final = "url.path"
URL_SCHEME: Final = "url.scheme"
PROTOCOL_VERSION: Final = "network.protocol.version"

# Metrics as the SDK names them; schema.py has unit, labels and meaning of each.
EXECUTIONS: Final = "ml.model.executions"
ERRORS: Final = "ml.model.errors"
EXECUTION_DURATION: Final = "ml.model.execution.duration"
CONFIDENCE_SCORE: Final = "ml.model.confidence.score"
MODEL_INFO: Final = "plenum.model.info"
SELECTED_TOTAL: Final = "ml.model.selected"
COMPONENTS_PLACED: Final = "ml.components.placed"
SUBMITTED: Final = "plenum.jobs.submitted"
ENDED: Final = "plenum.jobs.ended"
ROOMS_ENDED: Final = "plenum.rooms.ended"
RESENT: Final = "plenum.messages.resent"
LOST: Final = "plenum.attempts.lost"
GIVEN_UP: Final = "plenum.candidates.given_up"
LETTERS_WRITTEN: Final = "plenum.dead_letters.written"
SHADOW_ROOMS: Final = "plenum.shadow.rooms"
SHADOW_ANSWERS: Final = "plenum.shadow.answers"
SHADOW_JOBS: Final = "plenum.shadow.jobs"
QUEUE_WAIT: Final = "plenum.queue.wait"
JOB_DURATION: Final = "plenum.job.duration"
GRID_SIZE: Final = "plenum.grid.size"
COMMITS: Final = "plenum.commits"
QUEUE_DEPTH: Final = "plenum.queue.depth"
OLDEST_MESSAGE: Final = "plenum.queue.oldest.age"
WORKERS: Final = "plenum.workers"
BEAT: Final = "plenum.heartbeat.timestamp"
SWEPT: Final = "plenum.sweep.timestamp"
UNFINISHED: Final = "plenum.jobs.unfinished"
JOBS_LIMIT: Final = "plenum.jobs.limit"
OLDEST_JOB: Final = "plenum.jobs.oldest.age"
DEAD_LETTERS: Final = "plenum.dead_letters"
BREAKER_STATE: Final = "plenum.breaker.state"
RECORD_UP: Final = "plenum.record.up"
RECORD_LATENCY: Final = "plenum.record.latency"
RECORD_READ: Final = "plenum.record.timestamp"
DROPPED: Final = "plenum.telemetry.dropped"
CACHE_LOOKUPS: Final = "plenum.cache.lookups"
SENT_MESSAGES: Final = "messaging.client.sent.messages"
CONSUMED_MESSAGES: Final = "messaging.client.consumed.messages"
PROCESS_DURATION: Final = "messaging.process.duration"
APP_REQUESTS: Final = "app.requests"
APP_LATENCY: Final = "app.request.latency"
PRED_COMPONENTS: Final = "app.pred.components"
PRED_TILES: Final = "app.pred.tiles"
FEEDBACK: Final = "app.feedback"
FEEDBACK_LAG: Final = "app.feedback.lag"
FEEDBACK_EDIT: Final = "app.feedback.edit_distance"
ROLLING_QUALITY: Final = {
    "5m": "app.rolling.quality.5m",
    "1h": "app.rolling.quality.1h",
    "30d": "app.rolling.quality.30d",
}
ROLLING_ACCEPTANCE: Final = {
    "5m": "app.rolling.acceptance.5m",
    "1h": "app.rolling.acceptance.1h",
    "30d": "app.rolling.acceptance.30d",
}
STORE_AWAY: Final = "app.store.away"

# Log events
PIPELINE_START: Final = "pipeline_start"
PARALLEL_STAGE_START: Final = "parallel_stage_start"
MODEL_EXECUTION_COMPLETE: Final = "model_execution_complete"
MODEL_SELECTED: Final = "model_selected"
SEQUENTIAL_STAGE_START: Final = "sequential_stage_start"
PIPELINE_COMPLETE: Final = "pipeline_complete"
BUILDING_REFUSED: Final = "building_refused"
ROOM_FAILED: Final = "room_failed"
WORK_RESENT: Final = "work_resent"
CANDIDATE_GIVEN_UP: Final = "candidate_given_up"
BREAKER_CHANGED: Final = "breaker_changed"
MESSAGE_IGNORED: Final = "message_ignored"
SETTINGS_DIFFER: Final = "settings_differ"
START_WAITS_FOR_REDIS: Final = "start_waits_for_redis"
CONSUMER_WAITS_FOR_REDIS: Final = "consumer_waits_for_redis"
WATCH_WAITS_FOR_REDIS: Final = "watch_waits_for_redis"
WATCH_FAILED: Final = "watch_failed"
DOOR_WAITS_FOR_REDIS: Final = "door_waits_for_redis"
TURN_FAILED: Final = "turn_failed"
MESSAGES_RETURNED: Final = "messages_returned"
CONSUMER_DEAF: Final = "consumer_deaf"
HEARTBEAT_FAILED: Final = "heartbeat_failed"
REVOCATIONS_UNHEARD: Final = "revocations_unheard"
WARM_UP_FAILED: Final = "warm_up_failed"
TELEMETRY_FAILED: Final = "telemetry_failed"
TELEMETRY_UNDELIVERED: Final = "telemetry_undelivered"
TELEMETRY_DELIVERED: Final = "telemetry_delivered_again"
HOOK_FAILED: Final = "hook_failed"
VARIABLE_REFUSED: Final = "variable_refused"
GATEWAY_READY: Final = "gateway_ready"
GATEWAY_FAILED: Final = "gateway_failed"
GATEWAY_AUDIT: Final = "gateway_audit"
GATEWAY_STORE_AWAY: Final = "gateway_store_away"
GATEWAY_STORE_BACK: Final = "gateway_store_back"
