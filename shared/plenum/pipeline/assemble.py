"""The completed building, from what the stages committed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.layout import Infeasible, Layout
from plenum.ceiling.room.room import Room
from plenum.ceiling.rules.evidence import Evidence
from plenum.ceiling.rules.rule_set import RULE_SET_VERSION
from plenum.ceiling.whole.building_power import building_evidence
from plenum.pipeline.batch import BatchRoom
from plenum.pipeline.digest import Asked
from plenum.pipeline.graph import Graph
from plenum.pipeline.keys import slot

SCHEMA: Final = "plenum.completed/1"
STATUSES: Final = ("complete", "unsolved", "infeasible", "failed", "cancelled")


def assemble(job: Mapping[str, str], inputs: Mapping[str, str], outputs: Mapping[str, str]) -> dict[str, Any]:
    """A `plenum.completed/1` building. Built from the record alone, so that it is the same each time."""
    graph = Graph.from_json(json.loads(job["graph"]))
    head = json.loads(job["building"])
    settings = Settings.from_json(json.loads(job["settings"]))
    waived = {(w["rule"], w["room_id"]): w for w in head.get("waivers", [])}
    missing = {"cancelled": "cancelled", "overdue": "failed"}.get(job.get("ended_by", ""), "failed")
    ended: list[tuple[int, Room, dict[str, Any]]] = []
    executions: Counter[str] = Counter()
    asked = Asked(settings, head.get("assumptions", {}), head.get("waivers", []))
    for batch in sorted(inputs):
        parsed = {
            stage.name: json.loads(outputs[slot(batch, stage.name)])
            for stage in graph.stages
            if slot(batch, stage.name) in outputs
        }
        for index, data in enumerate(json.loads(inputs[batch])):
            answers = {name: out["rooms"][index] for name, out in parsed.items() if "rooms" in out}
            absent = {name: out["absent"] for name, out in parsed.items() if "absent" in out}
            original = BatchRoom.from_json(data).room
            room, result = _room(graph, original, answers, absent, waived, missing)
            result["assumptions"] = head.get("assumptions", {}).get(original.room_id, [])
            models = {name: a["model_version"] for name, a in answers.items() if "model_version" in a}
            result["input_digest"] = asked.digest(original, models)
            executions.update(a["model_name"] for a in answers.values() if "model_name" in a)
            ended.append((data["index"], room, result))
    ended.sort(key=lambda entry: entry[0])
    rooms = [(room, result) for _, room, result in ended]
    return {
        "schema": SCHEMA,
        "job_id": job["job_id"],
        "trace_id": job["root"].split("-")[1],
        "building_id": head["building_id"],
        "name": head.get("name", ""),
        **as_a_whole(rooms, settings, head.get("waivers", []), executions),
        "duration_s": round((float(job["ended_ms"]) - float(job["accepted_ms"])) / 1000, 3),
        **({"left_out": head["left_out"]} if head.get("left_out") else {}),
        "rooms": [result for _, result in rooms],
    }


def as_a_whole(
    rooms: Sequence[tuple[Room, dict[str, Any]]],
    settings: Settings,
    waivers: list[dict[str, Any]],
    executions: Mapping[str, int],
) -> dict[str, Any]:
    """What a result says of all its rooms together: each with everything on its grid, and its result."""
    evidence = building_evidence([room for room, result in rooms if _finished(result)], settings)
    results = [result for _, result in rooms]
    return {
        "status": _status([result["status"] for result in results], evidence),
        "rule_set": f"{settings.rule_set.value} {RULE_SET_VERSION}",
        "code": settings.code.value,
        "settings": dict(settings.overrides),
        "waivers": waivers,
        "totals": _totals(results, executions),
        "evidence": [e.to_json() for e in evidence],
    }


def _finished(result: Mapping[str, Any]) -> bool:
    return result["status"] not in ("failed", "cancelled")


def _room(
    graph: Graph,
    original: Room,
    answers: Mapping[str, dict[str, Any]],
    absent: Mapping[str, str],
    waived: Mapping[tuple[str, str], Mapping[str, Any]],
    missing: str,
) -> tuple[Room, dict[str, Any]]:
    """One room's part of the result, and the room with everything on its grid."""
    selection = answers.get(graph.selector, {})
    series: list[Mapping[str, Any]] = [answers.get(stage.name, {}) for stage in graph.deciding()]
    room = original
    evidence: list[dict[str, Any]] = []
    reasons: list[str] = []
    proof: dict[str, dict[str, Any]] = {}
    infeasible: list[dict[str, Any]] = []
    for answer in series:
        evidence += answer.get("evidence", [])
        layout = Layout.from_json(answer["layout"]) if answer.get("layout") else None
        if layout is None:
            continue
        room = room.with_layout(layout)
        reasons += layout.notes
        if layout.proof:
            proof[layout.kind.value] = {
                "count": layout.proof.count,
                "lower_bound": layout.proof.lower_bound,
                "proven": layout.proof.proven,
            }
        if layout.infeasible and not _leans_on_waived(layout.infeasible, waived, original.room_id):
            infeasible.append(answer["layout"]["infeasible"])
    evidence = [_waive(e, waived.get((e["rule"], original.room_id))) for e in evidence]
    failing = [e for e in evidence if e["hard"] and not e["passed"]]
    errors = {name: a for name, a in answers.items() if "error" in a}
    degraded = [f"{name}: {reason}" for name, reason in absent.items()]
    degraded += [
        f"{name}: {a['error']['type']}: {a['error']['message']}"
        for name, a in errors.items()
        if graph.competes(name)
    ]
    fatal = [a for name, a in errors.items() if not graph.competes(name)]
    result = _describe(room)
    if len(answers) + len(absent) < len(graph.stages):
        status = missing
        waiting = [s.name for s in graph.stages if s.name not in answers and s.name not in absent]
        reasons = [f"ended before {', '.join(waiting)} had worked on it"]
    elif fatal:
        status = "failed"
        reasons = [f"{a['error']['type']}: {a['error']['message']}" for a in fatal]
    elif not selection.get("selected_model"):
        status = "failed"
        reasons = ["no light model answered"]
    elif not failing:
        status = "complete"
    else:
        status = "infeasible" if infeasible else "unsolved"
    if status in ("failed", "cancelled"):
        # Nothing that was not checked to the end is handed out as placed.
        room, evidence, failing, proof, series = original, [], [], {}, []
        result = _describe(room)
    relaxation = _relaxation(status, answers.get(graph.last.name, {}))
    reasons += [f"would complete it: {told['text']}" for told in relaxation.values()]
    result |= {
        "status": status,
        "degraded": degraded,
        "reasons": [*_failing(failing), *reasons],
        "infeasible": infeasible,
        **relaxation,
        "dead_letters": [a["error"]["dead_letter"] for a in fatal if "dead_letter" in a["error"]],
        "selected_model": selection.get("selected_model"),
        "selection_reason": selection.get("reason", ""),
        "candidates": selection.get("candidates", []),
        "counts": room.counts(),
        "evidence": evidence,
        "proof": proof,
    }
    return room, result | _kept(series)


def _kept(series: list[Mapping[str, Any]]) -> dict[str, Any]:
    """How much of an earlier layout stayed, by kind, where the room had one."""
    kept = {answer["layout"]["kind"]: answer["kept"] for answer in series if "kept" in answer}
    return {"kept": kept} if kept else {}


def _relaxation(status: str, last: Mapping[str, Any]) -> dict[str, Any]:
    """What the last stage found to complete a room that no layout was found for."""
    told = last.get("relaxation") if status in ("unsolved", "infeasible") else None
    return {"relaxation": told} if told else {}


def _leans_on_waived(why: Infeasible, waived: Mapping[tuple[str, str], Any], room_id: str) -> bool:
    """Whether a rule that a certificate was drawn from does not decide in this room."""
    return any((rule, room_id) in waived for rule in (why.rule, *why.leans_on))


def _waive(evidence: dict[str, Any], waiver: Mapping[str, Any] | None) -> dict[str, Any]:
    """A waived rule no longer decides; the evidence keeps its figures and says who waived it and why."""
    if waiver is None or evidence["passed"]:
        return evidence
    note = f"waived by {waiver['by']}: {waiver['reason']}"
    return {**evidence, "hard": False, "detail": " — ".join(filter(None, [evidence.get("detail", ""), note]))}


def _failing(failing: list[dict[str, Any]]) -> list[str]:
    """The broken hard rules in words."""
    texts = []
    for e in failing:
        detail = f" ({e['detail']})" if e.get("detail") else ""
        value, limit = (f"{e[n]:.4g}" if e[n] is not None else "none" for n in ("value", "limit"))
        texts.append(f"{e['rule']}: {value} {e['unit']}".rstrip() + f", limit {limit}{detail}")
    return texts


def _describe(room: Room) -> dict[str, Any]:
    """The parts of a building file's room, with its grid as it now is."""
    data = room.to_json()
    if not data["existing"]:
        del data["existing"]
    data["flows"] = [[x, y, round(flow, 1)] for x, y, flow in data["flows"]]
    return data


def _totals(rooms: list[dict[str, Any]], executions: Mapping[str, int]) -> dict[str, Any]:
    statuses = Counter(room["status"] for room in rooms)
    selected = Counter(room["selected_model"] for room in rooms if room["selected_model"])
    counts = {
        kind.value: {
            which: sum(r["counts"][kind.value][which] for r in rooms) for which in ("placed", "existing")
        }
        for kind in Kind
    }
    return {
        "rooms": len(rooms),
        "statuses": {status: statuses[status] for status in STATUSES if statuses[status]},
        "degraded": sum(1 for room in rooms if room["degraded"]),
        "counts": counts,
        "executions": dict(sorted(executions.items())),
        "selected": dict(sorted(selected.items())),
    }


def _status(rooms: list[str], evidence: tuple[Evidence, ...]) -> str:
    if all(status in ("failed", "cancelled") for status in rooms):
        return "failed"
    broken = any(e.hard and not e.passed for e in evidence)
    return "complete" if all(status == "complete" for status in rooms) and not broken else "incomplete"
