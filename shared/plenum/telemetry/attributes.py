"""What each attribute of a span, of its events and of its links is: its type, where it stands, what it says.

The page's table is printed from it, and tests hold every span against it.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from plenum.telemetry import names

Type = Literal["text", "whole", "real"]


class Attribute(NamedTuple):
    """One attribute of spans, their events and links."""

    type: Type
    on: str
    meaning: str


ATTRIBUTES: Final = {
    names.JOB_ID: Attribute("text", "`place job`, `accept building`, `send`, `process`", "which"),
    names.BATCH_ID: Attribute("text", "`place batch`, `send`, `wait`, `process`", "which"),
    names.STAGE: Attribute("text", "`process`", "which"),
    names.BUILDING_ID: Attribute("text", "`place job`", "which"),
    names.STATUS: Attribute(
        "text",
        "`place job`",
        "`complete`, `incomplete`, `failed`, `cancelled`, `overdue`; `refused` for bad input",
    ),
    names.ROOMS: Attribute(
        "whole",
        "`place job`, `accept building`, `place batch`, `process`, `execute`, `assemble result`",
        "how many",
    ),
    names.BATCHES: Attribute("whole", "`place job`, `accept building`", "how many"),
    "plenum.rooms.STATUS": Attribute("whole", "`place job`", "the result's rooms, by status"),
    "plenum.placed.KIND": Attribute("whole", "`place job`", "components that were placed, by kind"),
    names.PREVIOUS: Attribute(
        "whole",
        "`place job` of rooms placed [after an edit](operations.md#after-an-edit)",
        "components of their earlier layouts. Rooms carried over are in no job",
    ),
    names.KEPT: Attribute("whole", "likewise", "those of them that are where they were"),
    names.FAILED_ROOMS: Attribute("whole", "`process`, `execute`", "rooms on which the model failed"),
    names.DEGRADED_ROOMS: Attribute("whole", "`place job`", "rooms that say `degraded`, where there are any"),
    names.ROOM_ID: Attribute("text", "`room`; `execute` of one room", "which"),
    names.DEAD_LETTER_ID: Attribute("text", "`room` that failed", "`plenum dead show ID` has all of it"),
    names.ATTEMPT: Attribute("whole", "`process`, `lost`", "which attempt"),
    names.OWNER: Attribute("text", "`lost`", "who had it: service, worker, process"),
    names.OUTCOME: Attribute("text", "`process`", "`committed`, `duplicate`, `late`, `cancelled`, `error`"),
    names.WAIT_S: Attribute("real", "`process`", "s on the queue"),
    names.START_S: Attribute("real", "`process`", "s until its input was there, where 1 ms or more"),
    names.PREPARE_S: Attribute("real", "`process`", "s from then until the model began, likewise"),
    names.ANSWER_S: Attribute("real", "`process`", "s from the model's end until the commit, likewise"),
    names.COMMIT_S: Attribute("real", "`process`", "s until it was committed, likewise"),
    names.TILES: Attribute("whole", "`execute`", "usable tiles of the batch"),
    names.MODEL_NAME: Attribute("text", "`execute`, links", "the model"),
    names.MODEL_VERSION: Attribute(
        "text",
        "`execute`",
        "its version, the digest of its folder and the engine's version, as in the result's `candidates`",
    ),
    names.CONFIDENCE: Attribute("real", "`execute`", "its mean confidence"),
    names.PLACED: Attribute("whole", "`execute`", "components placed in the batch"),
    names.LINK: Attribute("text", "links", "why: `message`, `input`, `caller`"),
    names.SELECTED: Attribute("whole", "the selector's links", "rooms won"),
    names.MESSAGING_SYSTEM: Attribute("text", "`send`, `process`", "`redis`; `in_process`"),
    names.OPERATION_NAME: Attribute("text", "`send`, `process`", "`send`, `process`"),
    names.OPERATION_TYPE: Attribute("text", "`send`, `process`", "likewise"),
    names.DESTINATION: Attribute("text", "`send`, `wait`, `process`", "the queue"),
    names.MESSAGE_ID: Attribute("text", "`send`, `process`", "job, batch and stage"),
    names.CONVERSATION_ID: Attribute("text", "`send`, `process`", "the job"),
    names.CLIENT_ID: Attribute("text", "`send`, `process`", "who sent or worked: service, worker, process"),
    names.SERVER_ADDRESS: Attribute(
        "text", "`send`, `process`; a request's", "Redis' host, or its socket; the gateway's"
    ),
    names.SERVER_PORT: Attribute("whole", "`send`, `process`; a request's", "Redis' port; the gateway's"),
    names.HTTP_METHOD: Attribute("text", "a request's", "its method"),
    names.HTTP_ROUTE: Attribute("text", "a request's", "the route that answered"),
    names.HTTP_STATUS: Attribute("whole", "a request's", "the answer's status"),
    names.URL_PATH: Attribute("text", "a request's", "what was asked for"),
    names.URL_SCHEME: Attribute("text", "a request's", "`http`"),
    names.PROTOCOL_VERSION: Attribute("text", "a request's", "`1.1`"),
    names.ERROR_TYPE: Attribute(
        "text",
        "failed spans",
        "the exception's class, `WorkerKilled`, `BreakerOpen`; of `lost` the reason; of a request its "
        "status; of a job `RoomsFailed`, `DeadlineExceeded`, `InvalidBuilding`",
    ),
    names.EXCEPTION_TYPE: Attribute("text", "the event `exception`", "the exception's class"),
    names.EXCEPTION_MESSAGE: Attribute("text", "the event `exception`", "what it says"),
    names.EXCEPTION_STACKTRACE: Attribute("text", "the event `exception`", "where it was raised"),
}
