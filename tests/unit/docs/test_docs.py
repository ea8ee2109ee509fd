"""The pages say what the code says: links, commands, names, keys, rules, generated tables."""

from __future__ import annotations

import re
import runpy
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest
import typer
from msgspec import structs

from plenum.ceiling.rules.rule_set import RULES
from plenum.cli.main import app
from plenum.files.completed.schema import CompletedFields, CompletedRoom
from plenum.pipeline.answers import RoomAnswer, StageOutput
from plenum.pipeline.record import port
from plenum.pipeline.record.redis import keys
from plenum.pipeline.runner import PipelineRunner
from plenum.settings import Settings
from plenum.telemetry import names
from plenum.telemetry.schema import METRICS
from services.stages import LEARNED, SERVICES
from tests.support.pages import PAGES
from tests.support.rules import alerts

ROOT = Path(__file__).parents[3]
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)


def page(name: str) -> str:
    """A page's text."""
    return (ROOT / name).read_text(encoding="utf-8")


def anchors(text: str) -> set[str]:
    """A page's headings as links name them."""
    heads = re.findall(r"^#+ (.*)$", re.sub(r"```.*?```", "", text, flags=re.DOTALL), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head).strip().lower().replace(" ", "-") for head in heads}


def links(at: Path) -> Iterator[str]:
    """Where a page points to inside the repository."""
    for target in LINK.findall(CODE.sub("", at.read_text(encoding="utf-8"))):
        if not target.startswith(("http://", "https://", "mailto:")):
            yield target


@pytest.mark.parametrize("at", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_link_leads_somewhere(at: Path) -> None:
    """To a file that is there, and to a heading that it has."""
    for target in links(at):
        file, _, anchor = target.partition("#")
        found = (at.parent / file).resolve() if file else at
        assert found.exists(), target
        if anchor:
            assert anchor in anchors(found.read_text(encoding="utf-8")), target


@cache
def plenum_command() -> Any:
    """The whole command line, built once."""
    return typer.main.get_command(app)


def commands(group: Any = None) -> dict[str, Any]:
    """The subcommands of `plenum` or of a group of it."""
    found: dict[str, Any] = (group or plenum_command()).commands
    return found


def exists(words: list[str]) -> bool:
    """Whether a command has this name, and in a group its own."""
    command = commands().get(words[0])
    if hasattr(command, "commands") and len(words) > 1 and words[1].islower():
        return words[1] in commands(command)
    return command is not None


@pytest.mark.parametrize("at", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_command_that_is_named_exists(at: Path) -> None:
    """`plenum …` and `make …`, wherever they stand as code; old spellings in their own table alone."""
    text = at.read_text(encoding="utf-8").partition("## Old spellings")[0]
    spans = [*re.findall(r"`([^`\n]+)`", text), *re.findall(r"^    (?:\$ )?(.*)$", text, re.MULTILINE)]
    targets = set(re.findall(r"^([a-z-]+):", page("Makefile"), re.MULTILINE))
    for code in spans:
        for used in re.findall(r"(?:^|&& |\| )plenum ([a-z]+(?: [a-z]+)?)\b", code):
            assert exists(used.split()), code
        for used in re.findall(r"(?:^|&& )make ([a-z-]+)", code):
            assert used in targets, code


def test_every_command_stands_on_some_page() -> None:
    """A command that nobody is told of helps nobody."""
    told = "\n".join(at.read_text(encoding="utf-8") for at in PAGES)
    assert {name for name in commands() if not re.search(rf"plenum {name}\b", told)} == set()


@pytest.mark.parametrize("name", sorted(n for n in vars(names) if n.isupper()))
def test_every_span_metric_event_and_attribute_is_explained(name: str) -> None:
    """names.py and docs/telemetry.md know the same names."""
    value = getattr(names, name)
    if isinstance(value, str):
        assert f"`{value}`" in page("docs/telemetry.md") or name == "SCOPE"


def test_every_metric_is_told_as_prometheus_shows_it() -> None:
    """The schema says what comes out of the collector; the page must have each."""
    for metric in METRICS.values():
        assert f"| `{metric.prometheus}` |" in page("docs/telemetry.md")


def test_every_rule_has_its_row() -> None:
    """A limit that is checked can be read about."""
    rows = set(re.findall(r"^\| ([A-Z]+-\w+) \|", page("docs/rules.md"), re.MULTILINE))
    assert rows == set(RULES)


def test_every_variable_has_its_row() -> None:
    """Settings have no secret ones."""
    for field in Settings.model_fields:
        assert f"| `PLENUM_{field.upper()}` |" in page("docs/configuration.md")


@pytest.mark.slow
def test_generated_tables_are_current() -> None:
    """Run `python docs/generate.py` when this fails."""
    made: dict[str, Any] = runpy.run_path(str(ROOT / "docs" / "generate.py"))
    assert [stale.name for stale, _ in made["stale"]()] == []


def test_every_redis_key_is_explained() -> None:
    """Nothing is kept that docs/record.md does not name."""
    told = page("docs/record.md")
    patterns = [value for name, value in vars(keys).items() if name.isupper() and isinstance(value, str)]
    patterns += keys.JobKeys("ID").all()
    for key in patterns:
        assert f"`{key}" in told


def test_every_script_of_the_record_is_explained() -> None:
    """Those that are there, and no others."""
    section = page("docs/record.md").partition("\n## Scripts\n")[2].partition("\n## ")[0]
    scripts = (ROOT / "shared/plenum/pipeline/record/redis/scripts").glob("*.lua")
    assert set(re.findall(r"^- \*\*(\w+)\*\*", section, re.MULTILINE)) == {script.stem for script in scripts}


def test_every_step_of_the_records_port_is_listed() -> None:
    """By the part of the port that it belongs to."""
    for part in (port.Jobs, port.Work, port.Ledger, port.Registry):
        (row,) = re.findall(rf"^\| `{part.__name__}` \| (.*) \|$", page("docs/record.md"), re.MULTILINE)
        steps = {name for name in vars(part) if not name.startswith("_")}
        assert set(re.findall(r"`(\w+)`", row)) == steps


def test_everything_that_a_stage_may_answer_is_explained() -> None:
    """By the `type` that it has in the record."""
    section = page("docs/record.md").partition("\n## What a stage may answer\n")[2].partition("\n## ")[0]
    answers = (*get_args(RoomAnswer), *get_args(StageOutput))
    tags = {answer.__struct_config__.tag for answer in answers}
    assert set(re.findall(r"^\| a \w+ \| `(\w+)` \|", section, re.MULTILINE)) == tags


def test_every_promise_is_tested_by_its_name() -> None:
    """The record's page and the tests of faults name the same promises."""
    promised = set(re.findall(r"^\| (P\d) \|", page("docs/record.md"), re.MULTILINE))
    tests = "".join(at.read_text(encoding="utf-8") for at in (ROOT / "tests/faults").glob("test_*.py"))
    assert promised == set(re.findall(r"\bP\d\b", tests))


@pytest.mark.slow
def test_every_alert_has_its_page_and_every_page_its_alert() -> None:
    """Which the alert names, and which begins with what to look at and ends with what to do."""
    files = [at for at in (ROOT / "docs/runbooks").glob("*.md") if at.stem != "README"]
    pages = {at.stem: at.read_text(encoding="utf-8") for at in files}
    assert set(pages) == set(alerts())
    for name, text in pages.items():
        assert text.startswith(f"# {name}\n")
        assert 0 < text.index("**Look first**") < text.index("**Then**")
        assert alerts()[name]["annotations"]["runbook"] == f"docs/runbooks/{name}.md"


def test_the_alerts_are_listed_with_their_severity() -> None:
    """Whom the list of runbooks says is woken is woken."""
    severities = {name: rule["labels"]["severity"] for name, rule in alerts().items()}
    rows = re.findall(r"^\| \[(\w+)\]\(\1\.md\) \| (\w+) \|", page("docs/runbooks/README.md"), re.MULTILINE)
    assert dict(rows) == severities


@pytest.mark.slow
def test_how_soon_each_alert_comes_is_told_or_why_it_is_not() -> None:
    """Those in the table are fired by real faults, the others are named under it."""
    _, _, soon = page("docs/runbooks/README.md").partition("## How soon")
    table, _, others = soon.partition("By promtool alone")
    made = set(re.findall(r"\| `(\w+)`", table))
    tests = "".join(at.read_text(encoding="utf-8") for at in (ROOT / "tests/telemetry").glob("test_*.py"))
    assert made == {name for name in alerts() if re.search(rf"[\"']{name}\b", tests)}
    assert made | set(re.findall(r"`(\w+)`", others)) == set(alerts())


def test_every_service_is_listed_with_the_services() -> None:
    """One row a service, those that are no stage included."""
    listed = set(re.findall(r"^\| `(\w+)` \|", page("services/README.md"), re.MULTILINE))
    assert listed == {*(service.name for service in SERVICES), *(stage.name for stage in LEARNED.stages)}


def test_every_field_of_a_result_is_explained() -> None:
    """Building and room; what the building file brought is explained there."""
    told = page("docs/formats.md")
    for model in (CompletedFields, CompletedRoom):
        for field in structs.fields(model):
            assert f"`{field.encode_name}`" in told or f'"{field.encode_name}"' in told, field.name


def test_the_example_building_of_the_page_is_one() -> None:
    """What is shown is read, and completed."""
    from plenum.files.read import read_building

    (example,) = re.findall(r"```json\n(.*?)```", page("docs/formats.md"), re.DOTALL)
    completed = PipelineRunner().run_full_pipeline(read_building(example))
    assert completed["status"] == "complete"


def test_every_word_of_the_glossary_is_used() -> None:
    """In the product's code; a word that went from there goes from the page. It stays within a page."""
    text = page("docs/glossary.md")
    words = [word for cell in re.findall(r"^\| ([^|]+) \|", text, re.MULTILINE) for word in cell.split(", ")]
    code = "\n".join(
        at.read_text(encoding="utf-8").lower()
        for top in ("shared/plenum", "services")
        for at in (ROOT / top).rglob("*.py")
    )
    assert {w for w in words if w != "word" and not re.search(w.replace(" ", "[_ \n]+"), code)} == set()
    assert len(text.splitlines()) <= 60


def test_all_that_the_stock_instrumentation_gets_wrong_is_a_test_that_fails_on_it() -> None:
    """A row each, and one that is mended leaves both."""
    rows = re.findall(r"^\| (?!what ought|---)", page("docs/stock-instrumentation.md"), re.MULTILINE)
    tests = page("tests/upstream/test_stock_instrumentation.py")
    assert len(rows) == tests.count("\n@pytest.mark.xfail(") == tests.count("\ndef test_")
