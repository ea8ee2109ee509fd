"""Standard output holds results and nothing else, whatever native code writes there."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.support.buildings import building
from tests.support.waiting import HANGS_S

MAKES_SOLVERS = """
from plenum.ceiling.solver import solver
for _ in range(2):
    made = solver({"presolve": "off"})
    made.addVar(0.0, 1.0)
    made.run()
"""
NOISY = """
import os
import highspy
class Noisy(highspy.Highs):
    def setOptionValue(self, option, value):
        os.write(1, b"a banner, past every buffer and option\\n")
        return super().setOptionValue(option, value)
highspy.Highs = Noisy
from plenum.cli.main import app
app()
"""


def run(code: str, *args: str) -> subprocess.CompletedProcess[str]:
    """A Python of its own: what it writes to its descriptors, natively or not."""
    return subprocess.run(
        [sys.executable, "-c", code, *args], capture_output=True, text=True, timeout=HANGS_S, check=False
    )


def test_a_solver_writes_nothing_at_all() -> None:
    """Neither when the first one of a process is made, nor when it runs."""
    done = run(MAKES_SOLVERS)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_process_without_standard_output_has_solvers_too() -> None:
    """As a service may be started."""
    done = run(f"import os\nos.close(1)\n{MAKES_SOLVERS}")
    assert (done.returncode, done.stderr) == (0, "")


def test_results_stay_clean_where_native_code_writes_to_standard_output(tmp_path: Path) -> None:
    """`place --json` gives one JSON document; the noise is on stderr."""
    file = tmp_path / "building.json"
    file.write_text(json.dumps(building(2)))
    done = run(
        NOISY, "place", str(file), "--local", "--fewest", "--json", "-o", str(tmp_path / "result.json")
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)
    assert "past every buffer" in done.stderr
