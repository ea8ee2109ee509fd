"""The DAG for real without containers: `make airflow-demo`, which has Plenum running and Airflow installed.

Starts an Airflow of its own on SQLite, runs the pipeline once for a grid, prints each task's log and the
grid that came of it, and stays for whoever wants to look at the pages, until Ctrl-C.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Final

from standalone import Plenum, Standalone

RUN_S: Final = 900.0


def running(plenum: str) -> Plenum:
    """The stack's addresses, from `plenum status`. Raises CalledProcessError, which printed why."""
    status = subprocess.run([plenum, "status", "--json"], check=True, stdout=subprocess.PIPE).stdout
    at = json.loads(status)["addresses"]
    return Plenum(at["redis_submit"], at.get("gateway") or "none", at["otlp_http"])


def main(plenum: str, environment: str, home: str, grid: str, *options: str) -> None:
    """Start, run once, show, stay; with `--once` end then."""
    run_id = time.strftime("demo_%Y%m%dT%H%M%S")
    print("starting Airflow, which takes a minute or two …", file=sys.stderr, flush=True)
    more = {"GRID_INPUT_PATH": str(Path(grid).resolve())}
    with Standalone(Path(environment).absolute(), Path(home).absolute(), running(plenum), more) as airflow:
        airflow.trigger(run_id)
        state = airflow.ended(run_id, RUN_S)
        for task, found in airflow.tasks(run_id).items():
            print(f"\n{task}: {found['state']}\n{airflow.log(run_id, task)}", file=sys.stderr)
        if state == "success":
            cells = airflow.xcom(run_id, "run_smoke_detector_placement")["cells"]
            print(json.dumps(Counter(cell["component"] for cell in cells)))
        if "--once" not in options:
            print(f"\n{airflow.url} has the run {run_id}, Ctrl-C ends Airflow", file=sys.stderr, flush=True)
            while True:
                time.sleep(3600)
    sys.exit(state != "success")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit(130)
