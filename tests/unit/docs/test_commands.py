"""What pages tell to type is found, and what is not run has its reason."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

from plenum.announced import services_package
from tests.support.page_commands import NOT_RUN, PYTHON_ELSEWHERE, all_steps, steps

PAGE = """\
    $ plenum up                 starts it
    plenum place BUILDING \\
      --json
    complete: 19 rooms

Text about `plenum down`.

```console
$ plenum status  # all parts
ready
```

```python
first = 1
```

Between the two.

```python
print(first)
```
"""


def test_commands_and_snippets_are_found_as_they_are_typed(tmp_path: Path) -> None:
    """Without prompts, explanations and what is printed; lines that go on are one, and so are snippets."""
    page = tmp_path / "page.md"
    page.write_text(PAGE)
    found = [(step.text, step.python) for step in steps(page, tmp_path)]
    assert found == [
        ("plenum up", False),
        ("plenum place BUILDING --json", False),
        ("plenum status", False),
        ("first = 1\nprint(first)\n", True),
    ]


def test_each_reason_not_to_run_a_command_is_needed() -> None:
    """What no page tells any more leaves the list."""
    told = [step for found in all_steps().values() for step in found]
    commands = [step.text for step in told if not step.python]
    assert [p for p in NOT_RUN if not any(re.search(p, command) for command in commands)] == []
    assert {step.page for step in told if step.python} >= set(PYTHON_ELSEWHERE)


def test_the_reasons_name_tests_that_are_there() -> None:
    """Where a command is tried instead."""
    root = Path(__file__).parents[3]
    for why in (*NOT_RUN.values(), *PYTHON_ELSEWHERE.values()):
        for path in re.findall(r"\btests[/.][\w/.]+", why):
            assert (root / path).exists() or (root / f"{path.replace('.', '/')}.py").exists(), path


def test_every_module_that_is_run_is_there() -> None:
    """Also of commands that take too long to be run."""
    commands = [step.text for found in all_steps().values() for step in found if not step.python]
    modules = {name for command in commands for name in re.findall(r"python3? -m (\S+)", command)}
    assert len(modules) > 20
    here = {name: re.sub(r"^plenum_services\b", services_package(), name) for name in modules}
    assert [name for name, module in here.items() if find_spec(module) is None] == []
