"""Writes what is made from code into the pages and beside them, so that they say nothing else than the code.

A page marks a table's place by `<!-- table: NAME -->` and `<!-- end -->`; prose around it is written by hand.

- `python docs/generate.py` renews every table, the pictures of the architecture, and the JSON Schemas
- `python docs/generate.py --check` only says which pages are not current, with exit code 1
- `python docs/generate.py --pictures` renews the README's table and its pictures, and the notebook's
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import typer
from annotated_types import Ge, Gt, Le

from docs import api, notebook, tour
from docs.diagrams.packages import package, whole
from docs.diagrams.stages import stage_graph
from plenum.ceiling.asked.ies_targets import ies_lx
from plenum.ceiling.asked.room_types import ROOM_TYPES
from plenum.ceiling.asked.ventilation_rates import RATES
from plenum.ceiling.luminaire.catalogue import CATALOGUE
from plenum.ceiling.rules.fire_code import FireCode
from plenum.ceiling.rules.names import NAMES
from plenum.ceiling.rules.rule import Rule, Sense
from plenum.ceiling.rules.table import TABLE
from plenum.cli.main import app
from plenum.files import limits
from plenum.files.building.luminaires import MAX_FILE_BYTES
from plenum.files.gbxml.reader import MAX_SENT
from plenum.files.parsing.xml_text import MAX_DEPTH, MAX_ELEMENTS
from plenum.files.schema import MODELS, json_schema
from plenum.settings import Settings
from plenum.telemetry.attributes import ATTRIBUTES
from plenum.telemetry.schema import LEDGER, METRICS, Metric
from services.stages import GRAPH

DOCS: Final = Path(__file__).resolve().parent
README: Final = DOCS.parent / "README.md"
NOTEBOOK: Final = DOCS.parent / "examples/ceiling.ipynb"
MARKED: Final = re.compile(r"(<!-- table: (\S+) -->\n).*?(<!-- end -->)", re.DOTALL)


def rows_to_markdown(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A Markdown table; bars in cells are escaped."""
    titles = list(head)
    lines = ["| " + " | ".join(titles) + " |", "|" + "---|" * len(titles)]
    lines += ["| " + " | ".join(str(cell).replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def rules(family: str) -> str:
    """The rules of one family."""
    heads = (
        "rule",
        "name",
        "what is measured",
        "sense",
        "limit",
        "severity",
        "conf.",
        "source",
        "gives way; codes",
    )
    return rows_to_markdown(heads, (_rule(rule) for rule in TABLE if rule.family == family))


def _rule(rule: Rule) -> tuple[str, ...]:
    notes = list(rule.relaxations)
    if rule.steps:
        notes.append("air changes/h: limit " + ", ".join(f"{a:g}: {b:g}" for a, b in rule.steps))
    if rule.codes != frozenset(FireCode):
        notes.append("only " + ", ".join(sorted(code.value for code in rule.codes)))
    severities = [rule.severity.value, *(f"{c.value} {s.value}" for c, s in rule.severity_by_code.items())]
    formula = f"`{rule.formula}`" if re.search(r"[*^]", rule.formula) else rule.formula
    return (
        rule.id,
        NAMES[rule.id],
        formula,
        rule.sense.value,
        _limit(rule),
        "; ".join(severities),
        rule.confidence,
        rule.source,
        "; ".join(notes),
    )


def _limit(rule: Rule) -> str:
    if rule.default is None:
        return "–" if rule.sense is Sense.REPORTED else f"by room {rule.unit}".strip()
    first = f"{rule.default:g} to {rule.upper:g}" if rule.upper is not None else f"{rule.default:g}"
    return " ".join(
        filter(None, ["; ".join([first, *(f"{c.value} {x:g}" for c, x in rule.by_code.items())]), rule.unit])
    )


def light_targets() -> str:
    """What light each room type asks for."""
    heads = ("room type", "Em lx", "IES lx", "U0", "UGR", "plane m", "LPD W/m²", "luminaire", "conf.", "note")
    rows = []
    for r in ROOM_TYPES.values():
        power = f"{r.lpd_w_m2:g}"
        if r.small_m2:
            power += f"; {r.small_lpd_w_m2:g} up to {r.small_m2:g} m²"
        figures = (r.em_lx, ies_lx(r.name), r.u0, r.ugr, r.working_plane_m)
        told = ("–" if x is None else f"{x:g}" for x in figures)
        rows.append((r.name, *told, power, r.luminaire, r.confidence, r.note))
    return rows_to_markdown(heads, rows)


def luminaires() -> str:
    """The catalogue."""
    heads = ("name", "lm", "W", "n", "UGR class", "spacing over height, at most")
    return rows_to_markdown(
        heads,
        (
            (lamp.name, *(f"{x:g}" for x in (lamp.lumens, lamp.watts, lamp.n, lamp.ugr, lamp.shr)))
            for lamp in CATALOGUE.values()
        ),
    )


def air_rates() -> str:
    """What each room type asks of the air."""
    heads = ("room type", "Rp", "Ra", "people/100 m²", "heat W/m²", "least ACH", "extract", "least exhaust")
    rows = []
    for name, r in RATES.items():
        figures = (r.person_l_s, r.floor_l_s_m2, r.people_per_100m2, r.sensible_w_m2, r.min_ach)
        rows.append((name, *(f"{x:g}" for x in figures), r.extract.value, f"{r.exhaust_l_s_m2:g}"))
    return rows_to_markdown(heads, rows)


def settings() -> str:
    """The services' variables."""
    return rows_to_markdown(
        ("variable", "default", "range", "what"),
        (
            (f"`PLENUM_{name.upper()}`", _default(field.default), _range(field), field.description)
            for name, field in Settings.model_fields.items()
        ),
    )


def _default(value: object) -> str:
    return f"`{str(value).lower() if isinstance(value, bool) else value}`" if value != "" else "–"


def _range(field: Any) -> str:
    words = []
    for bound in field.metadata:
        match bound:
            case Gt(gt=limit):
                words.append(f"more than {limit}")
            case Ge(ge=limit):
                words.append(f"at least {limit}")
            case Le(le=limit):
                words.append(f"at most {limit}")
            case _ if getattr(bound, "pattern", None):
                words += [f"`{word}`" for word in bound.pattern.strip("^$()").split("|")]
    return ", ".join(words) or "–"


def _leaves(group: Any = None, before: str = "") -> Iterator[tuple[str, Any]]:
    """Every command with the words that call it; a group's commands after its name."""
    for name, command in (group or typer.main.get_command(app)).commands.items():
        if hasattr(command, "commands"):
            yield from _leaves(command, f"{before}{name} ")
        else:
            yield f"{before}{name}", command


def options() -> str:
    """The command line's options, each of which is a variable too."""
    found: dict[str, tuple[list[str], str, list[str]]] = {}
    for name, command in _leaves():
        for option in (p for p in command.params if p.param_type_name == "option"):
            flags = ", ".join(f"`{flag}`" for flag in [*option.opts, *option.secondary_opts])
            meaning = " ".join((option.help or "").split())
            _, _, of = found.setdefault(f"{flags} {meaning}", ([flags, f"`{option.envvar}`"], meaning, []))
            of.append(name)
    rows = sorted((cells[1], cells[0], ", ".join(of), meaning) for cells, meaning, of in found.values())
    return rows_to_markdown(("variable", "option", "commands", "what"), rows)


def commands() -> str:
    """Every command with what it takes and does."""
    return rows_to_markdown(
        ("command", "what"),
        (
            (f"`plenum {name}{_arguments(command)}`", " ".join(command.help.split()))
            for name, command in _leaves()
        ),
    )


def _arguments(command: Any) -> str:
    words = [(p.metavar or p.name).upper() for p in command.params if p.param_type_name == "argument"]
    needed = [p.required for p in command.params if p.param_type_name == "argument"]
    return "".join(f" {w}" if must else f" [{w}]" for w, must in zip(words, needed, strict=True))


def input_limits() -> str:
    """How much a reader takes."""
    rows = (
        ("one input text", f"{limits.MAX_BYTES // 1024**2} MiB"),
        ("rooms of a building", f"{limits.MAX_ROOMS:,}"),
        ("tiles along a side, of a building", f"{limits.MAX_SIDE:,}; {limits.MAX_CELLS:,}"),
        ("points of one outline or hole, of a building", f"{limits.MAX_POINTS:,}; {limits.MAX_CORNERS:,}"),
        ("holes of a room", f"{limits.MAX_HOLES:,}"),
        ("edge of a tile", f"{limits.MIN_TILE_M:g} to {limits.MAX_TILE_M:g} m"),
        ("ceiling height", f"{limits.MIN_CEILING_M:g} to {limits.MAX_CEILING_M:g} m"),
        ("characters of an id, a name, a note", f"{limits.MAX_ID}; {limits.MAX_NAME}; {limits.MAX_NOTE:,}"),
        ("waivers", f"{limits.MAX_WAIVERS:,}"),
        ("entries of one table in `settings`", f"{limits.MAX_ENTRIES:,}"),
        ("gbXML sent as text", f"{MAX_SENT // 1024**2} MiB"),
        ("elements that are read of a gbXML file, points aside; nested", f"{MAX_ELEMENTS:,}; {MAX_DEPTH}"),
        ("intensities in all luminaires' tables", f"{limits.MAX_INTENSITIES:,}"),
        ("a luminaire file", f"{MAX_FILE_BYTES // 1024**2} MiB"),
    )
    return rows_to_markdown(("what", "at most"), rows)


def metrics(*sources: str) -> str:
    """Metrics as Prometheus shows them, with the SDK's name beside."""
    found = (metric for metric in METRICS.values() if _group(metric) in sources)
    rows = (
        (
            f"`{metric.prometheus}`",
            f"`{metric.name}`",
            ", ".join(f"`{label}`" for label in metric.labels),
            metric.kind,
            metric.meaning,
        )
        for metric in found
    )
    return rows_to_markdown(("Prometheus", "SDK", "labels", "kind", "what"), rows)


def _group(metric: Metric) -> str:
    if metric.name.startswith(("process.", "system.", "cpython.")):
        return "machine"
    if metric.name.startswith("redis."):
        return "redis"
    return "ledger" if metric.name in LEDGER.values() else metric.source


def attributes() -> str:
    """Attributes of spans, with their types."""
    rows = ((f"`{name}`", a.on, a.type, a.meaning) for name, a in ATTRIBUTES.items())
    return rows_to_markdown(("attribute", "on", "type", "what"), rows)


TABLES: Final[dict[str, Callable[[], str]]] = {
    **{
        f"rules-{family}": lambda family=family: rules(family)  # type: ignore[misc]  # mypy infers no lambda with a default
        for family in dict.fromkeys(rule.family for rule in TABLE)
    },
    "light-targets": light_targets,
    "luminaires": luminaires,
    "air-rates": air_rates,
    "input-limits": input_limits,
    "settings": settings,
    "metrics-ledger": lambda: metrics("ledger"),
    "metrics-record": lambda: metrics("record"),
    "metrics-process": lambda: metrics("process"),
    "metrics-gateway": lambda: metrics("gateway"),
    "metrics-machine": lambda: metrics("machine", "redis"),
    "attributes": attributes,
    **{
        f"calls-{name}": lambda name=name: rows_to_markdown(("call", "what"), api.calls(name))  # type: ignore[misc]  # as above
        for name in api.CLASSES
    },
    **{
        f"fields-{name}": lambda name=name: rows_to_markdown(("field", "type", "what"), api.fields(name))  # type: ignore[misc]  # as above
        for name in api.FIELDS
    },
    "errors": lambda: rows_to_markdown(("error", "what"), api.errors()),
    "options": options,
    "commands": commands,
}


DIAGRAMS: Final[dict[str, Callable[[], str]]] = {
    "stages": lambda: stage_graph(GRAPH),
    "packages": whole,
    "pipeline": lambda: package("plenum.pipeline"),
    "ceiling": lambda: package("plenum.ceiling"),
    "files": lambda: package("plenum.files"),
}
"""The architecture's pictures, drawn from the stage graph and from the import contracts."""


def renewed(text: str) -> str:
    """A page with its tables made anew. Raises KeyError for a table nobody makes."""
    return MARKED.sub(lambda found: f"{found[1]}{TABLES[found[2]]()}{found[3]}", text)


def stale() -> Iterator[tuple[Path, str]]:
    """The pages whose tables are not current and the diagrams that are not, with what they should say."""
    for page in sorted(DOCS.glob("*.md")):
        text = page.read_text(encoding="utf-8")
        if renewed(text) != text:
            yield page, renewed(text)
    for name, drawn in DIAGRAMS.items():
        picture = DOCS / "pictures" / f"{name}.svg"
        if not picture.exists() or picture.read_text(encoding="utf-8") != drawn():
            yield picture, drawn()


def stale_schemas() -> Iterator[tuple[Path, str]]:
    """The JSON Schemas that are not as `plenum schema` prints them, likewise."""
    for which in MODELS:
        published = DOCS / "schemas" / f"{which}.schema.json"
        made = f"{json.dumps(json_schema(which), indent=2)}\n"
        if published.read_text(encoding="utf-8") != made:
            yield published, made


def draw() -> None:
    """The README's table and pictures, of one run; the notebook's cells."""
    completed = tour.run()
    for name, drawn in tour.pictures(completed).items():
        (DOCS / "pictures" / name).write_text(drawn, encoding="utf-8")
    README.write_text(tour.told(README.read_text(encoding="utf-8"), completed), encoding="utf-8")
    notebook.save(notebook.run(NOTEBOOK), NOTEBOOK)


def main(arguments: list[str]) -> int:
    """Renew what is asked for."""
    pages = [*stale(), *stale_schemas()]
    if "--check" in arguments:
        sys.stderr.writelines(f"{page.relative_to(DOCS.parent)} is not current\n" for page, _ in pages)
        return 1 if pages else 0
    for page, text in pages:
        page.write_text(text, encoding="utf-8")
    if "--pictures" in arguments:
        draw()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
