"""A plugin: tests that are run by hand note what they saw, and the run ends with the table of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

See = Callable[[str, object], None]
_SEEN = pytest.StashKey[list[tuple[str, str]]]()


@pytest.fixture(scope="session")
def see(request: pytest.FixtureRequest) -> See:
    """Note a line of the table: what was checked, what was seen."""
    lines = request.config.stash.setdefault(_SEEN, [])
    return lambda check, seen: lines.append((check, str(seen)))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """The table."""
    noted: list[tuple[str, str]] = config.stash.setdefault(_SEEN, [])
    if lines := sorted(noted):
        terminalreporter.section("check, seen")
        width = max(len(check) for check, _ in lines)
        for check, seen in lines:
            terminalreporter.write_line(f"{check:<{width}}  {seen}")
