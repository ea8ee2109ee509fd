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


# Attributes
JOB_ID: Final = "plenum.job.id"
BUILDING_ID: Final = "plenum.building.id"
BATCH_ID: Final = "plenum.batch.id"
STAGE: Final = "plenum.stage"
ATTEMPT: Final = "plenum.attempt"
OUTCOME: Final = "plenum.outcome"
STATUS: Final = "plenum.status"
ROOMS: Final = "plenum.rooms"
BATCHES: Final = "plenum.batches"
TILES: Final = "plenum.tiles"
FAILED_ROOMS: Final = "plenum.rooms.failed"
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
ERROR_TYPE: Final = "error.type"

HTTP_METHOD: Final = "http.request.method"
HTTP_ROUTE: Final = "http.route"
HTTP_STATUS: Final = "http.response.status_code"
URL_PATH: Final = "url.path"
URL_SCHEME: Final = "url.scheme"
SERVER_ADDRESS: Final = "server.address"
SERVER_PORT: Final = "server.port"
PROTOCOL_VERSION: Final = "network.protocol.version"

# Metrics as the SDK names them; the comment is what Prometheus shows.
EXECUTIONS: Final = "ml.model.executions"  # ml_model_executions_total{model_name}
EXECUTION_DURATION: Final = "ml.model.execution.duration"  # ml_model_execution_duration_seconds
CONFIDENCE_SCORE: Final = "ml.model.confidence.score"  # ml_model_confidence_score{model_name}
MODEL_INFO: Final = "plenum.model.info"  # plenum_model_info{model_name, model_version}
SELECTED_TOTAL: Final = "ml.model.selected"  # ml_model_selected_total{model_name}
COMPONENTS_PLACED: Final = "ml.components.placed"  # ml_components_placed_total{component_type}
QUEUE_WAIT: Final = "plenum.queue.wait"  # plenum_queue_wait_seconds{queue}
JOB_DURATION: Final = "plenum.job.duration"  # plenum_job_duration_seconds{status}
QUEUE_DEPTH: Final = "plenum.queue.depth"  # plenum_queue_depth{queue}
WORKERS: Final = "plenum.workers"  # plenum_workers{service}
UNFINISHED: Final = "plenum.jobs.unfinished"  # plenum_jobs_unfinished
DEAD_LETTERS: Final = "plenum.dead_letters"  # plenum_dead_letters
RESENT: Final = "plenum.messages.resent"  # plenum_messages_resent_total{stage}
BREAKER_STATE: Final = "plenum.breaker.state"  # plenum_breaker_state{model_name}
DROPPED: Final = "plenum.telemetry.dropped"  # plenum_telemetry_dropped_total{signal}
APP_REQUESTS: Final = "app.requests"  # app_requests_total{route, method, status}
APP_LATENCY: Final = "app.request.latency"  # app_request_latency_seconds{route, method}
PRED_COMPONENTS: Final = "app.pred.components"  # app_pred_components{component_type}
PRED_TILES: Final = "app.pred.tiles"  # app_pred_tiles
FEEDBACK: Final = "app.feedback"  # app_feedback_total{model_name, verdict}
FEEDBACK_LAG: Final = "app.feedback.lag"  # app_feedback_lag_seconds
FEEDBACK_EDIT: Final = "app.feedback.edit_distance"  # app_feedback_edit_distance{model_name}
ROLLING_QUALITY: Final = {  # app_rolling_quality_5m{model_name}, …
    "5m": "app.rolling.quality.5m",
    "1h": "app.rolling.quality.1h",
    "30d": "app.rolling.quality.30d",
}
ROLLING_ACCEPTANCE: Final = {  # app_rolling_acceptance_5m{model_name}, …
    "5m": "app.rolling.acceptance.5m",
    "1h": "app.rolling.acceptance.1h",
    "30d": "app.rolling.acceptance.30d",
}
STORE_AWAY: Final = "app.store.away"  # app_store_away

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
GATEWAY_READY: Final = "gateway_ready"
GATEWAY_FAILED: Final = "gateway_failed"
GATEWAY_AUDIT: Final = "gateway_audit"
GATEWAY_STORE_AWAY: Final = "gateway_store_away"
GATEWAY_STORE_BACK: Final = "gateway_store_back"

# Fields of the commit script's counters: prefix, then the label's value.
LEDGER: Final = {
    "executions": (EXECUTIONS, "model_name", "{execution}"),
    "selected": (SELECTED_TOTAL, "model_name", "{selection}"),
    "placed": (COMPONENTS_PLACED, "component_type", "{component}"),
    "resent": (RESENT, "stage", "{message}"),
}
