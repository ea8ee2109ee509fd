"""The commands and snippets of the project's pages, as a reader would run them, and why some are not run."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.support.pages import PAGES, ROOT

COMMAND: Final = re.compile(
    r"(?:[A-Z]\w*=\S* )*"
    r"(?:(?:plenum|python3?|make|curl|celery|docker|kubectl|pip|go|builder|cd|cp|redis-cli)(?: |$)"
    r"|[\w./]+/bin/)"
    r"|export \w+="
)
"""How a line of an indented block begins that is a command though no `$ ` is before it."""

NOT_RUN: Final[Mapping[str, str]] = {
    r"^make ": "sets up, tests or measures the checkout that the test runs in",
    r"docker compose|^export PLENUM_REDIS_URL": "tests/containers",
    r"kubectl ": "no cluster; tests/unit/kubernetes reads what would be applied",
    r"^(cd [\w/-]+ && )?(go|builder) ": "plenum.stack.binaries builds these, `make programs`",
    r"python -m benchmarks": "minutes each; some are in tests/integration/test_benchmarks.py",
    r"^celery ": "does not end; tests.support.system spawns workers so",
    r"pip (install|wheel)": "asks a package index; tests/integration/test_wheel.py",
    r"--full|16686|9090|--prometheus|^curl PROMETHEUS": "full: tests/integration/stack, tests/telemetry",
    r"/var/lib/plenum|/opt/plenum|redis\.internal|db\.example": "another machine's folders and addresses",
    r"^redis-cli ": "a Redis of the reader's own",
    r"--with learned": "another graph than that of the pages' stack: tests/integration/stack/test_learned.py",
    r"--with mlflow": "needs training's environment: tests/training/test_beside.py",
    r"dead replay": "needs a room that was given up: tests/faults/test_p4_poison.py",
    r"PLENUM_GATEWAY_HOST=0\.0\.0\.0": "opens the machine to its network; tests/integration/stack",
    r"completion": "changes the shell's own files",
}
"""A pattern of commands that no test of pages runs: the reason, or where it is tried instead."""
PYTHON_ELSEWHERE: Final[Mapping[str, str]] = {
    "docs/adding-a-model.md": "files of a service; tests/unit/docs/test_adding_a_model.py",
    "docs/learning.md": "a service's file; tests/unit/docs/test_learning.py",
}


@dataclass(frozen=True)
class Step:
    """A command of the shell, or with `python` a snippet, where it stands."""

    page: str
    text: str
    python: bool = False

    @property
    def reason(self) -> str | None:
        """Why it is not run; None where it is."""
        if self.python:
            return PYTHON_ELSEWHERE.get(self.page)
        return next((why for pattern, why in NOT_RUN.items() if re.search(pattern, self.text)), None)


_BLOCK: Final = re.compile(
    r"^```(?P<kind>\w*)\n(?P<fenced>.*?)^```$|(?P<indented>(?:^ {4}[^\n]*\n(?:\n(?= {4}))?)+)",
    re.MULTILINE | re.DOTALL,
)


def steps(page: Path, root: Path = ROOT) -> list[Step]:
    """In the page's order; consecutive snippets of Python are one, as in a session."""
    name, text = page.relative_to(root).as_posix(), page.read_text(encoding="utf-8") + "\n"
    found: list[Step] = []
    for block in _BLOCK.finditer(text):
        if block["kind"] == "python":
            snippet = block["fenced"]
            if found and found[-1].python:
                snippet = found.pop().text + snippet
            found.append(Step(name, snippet, python=True))
        elif block["indented"] or block["kind"] in ("console", "bash"):
            found += (Step(name, command) for command in _commands(block["indented"] or block["fenced"]))
    return found


def _commands(block: str) -> Iterator[str]:
    """Without prompt and explanation; what a command prints is none."""
    lines = iter(block.splitlines())
    for raw in lines:
        line = re.sub(r"^ {4}", "", raw)
        prompted = line.startswith("$ ")
        line = line.removeprefix("$ ")
        if not prompted and not COMMAND.match(line):
            continue
        while line.endswith("\\"):
            line = line[:-1] + next(lines).strip()
        yield re.split(r" {2,}|  ?# ", line)[0].strip()


def all_steps() -> dict[str, list[Step]]:
    """Of each page that has any."""
    found = {page.relative_to(ROOT).as_posix(): steps(page) for page in PAGES}
    return {name: of for name, of in found.items() if of}
