"""Log events are named once, in names.py: no code writes another one out."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from plenum.telemetry import names

ROOT = Path(__file__).parents[3]
LEVELS = {"debug", "info", "warning", "error", "exception", "critical", "log"}
MODULES = sorted(path for top in ("shared/plenum", "services") for path in (ROOT / top).rglob("*.py"))


@cache
def tree(path: Path) -> ast.AST:
    """A module's, read once for all tests of a process."""
    return ast.parse(path.read_text(encoding="utf-8"))


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    """Wherever something is logged: `log.info(…)`, `get_logger().error(…)`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            logger = ast.unparse(node.func.value).removesuffix("()").rpartition(".")[2]
            if node.func.attr in LEVELS and ("log" in logger.lower()):
                yield node


def logged(tree: ast.AST) -> Iterator[ast.expr]:
    """What is given as the event there."""
    for call in calls(tree):
        yield call.args[0]


@pytest.mark.slow
def test_every_logged_event_has_its_name_in_names() -> None:
    """A literal, or a name from elsewhere, would be an event that no page explains."""
    events = {
        f"{path.relative_to(ROOT)}:{event.lineno}": ast.unparse(event)
        for path in MODULES
        for event in logged(tree(path))
    }
    assert len(events) > 15
    assert {at: event for at, event in events.items() if not event.startswith("names.")} == {}
    assert {event for event in events.values() if not hasattr(names, event.removeprefix("names."))} == set()


@pytest.mark.slow
def test_every_event_is_logged_somewhere() -> None:
    """A name that nothing uses would be looked for in vain."""
    block = Path(names.__file__).read_text(encoding="utf-8").partition("# Log events")[2].partition("\n\n")[0]
    known = {line.partition(":")[0] for line in block.splitlines() if ": Final" in line}
    used = {ast.unparse(event).removeprefix("names.") for path in MODULES for event in logged(tree(path))}
    assert known == used


@pytest.mark.slow
def test_the_page_lists_every_field_of_every_event() -> None:
    """Those that are written out where the event is logged; what comes from the context every line has."""
    fields: dict[str, set[str]] = defaultdict(set)
    for path in MODULES:
        for call in calls(tree(path)):
            event = getattr(names, ast.unparse(call.args[0]).removeprefix("names."))
            fields[event] |= {keyword.arg for keyword in call.keywords if keyword.arg}
    page = (ROOT / "docs/telemetry.md").read_text(encoding="utf-8")
    for event, written in fields.items():
        (row,) = re.findall(rf"^\| `{event}` \| [^|]* \| (.*) \|$", page, re.MULTILINE)
        assert written <= set(re.findall(r"`(\w+)`", row)), event
