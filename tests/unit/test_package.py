"""What `import plenum` gives, and how little it costs."""

from __future__ import annotations

import subprocess
import sys

import pytest

import plenum


def test_the_runner_is_there_once_it_is_asked_for() -> None:
    """The same class as in its module; nothing else is made up."""
    from plenum.pipeline.runner import PipelineRunner

    assert plenum.PipelineRunner is PipelineRunner
    assert "PipelineRunner" in dir(plenum)
    with pytest.raises(AttributeError, match="no attribute 'Runner'"):
        plenum.Runner  # type: ignore[attr-defined]  # the point  # noqa: B018 - it raises


def test_importing_the_package_loads_nothing_of_it() -> None:
    """Every command and worker begins with it."""
    code = (
        "import sys, plenum; print([m for m in sys.modules if m.startswith(('plenum.', 'numpy', 'celery'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_client_module_names_what_it_gives() -> None:
    """Everything in `__all__` is there, errors under one base but for wrong input."""
    from plenum import client

    assert all(hasattr(client, name) for name in client.__all__)
    for error in (client.IdempotencyConflictError, client.OverloadedError, client.JobGoneError):
        assert issubclass(error, client.PlenumError)
