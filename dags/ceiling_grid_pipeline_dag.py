"""The ceiling grid pipeline in Airflow: three tasks that follow one Plenum job, lights to detectors.

Daily for the file that GRID_INPUT_PATH names, or by hand with parameters. Run it: dags/README.md.
"""

from __future__ import annotations

import pendulum
from airflow.sdk import DAG, Param
from plenum_job.operators import JobOperator, ResultOperator, SubmitOperator

PARAMS = {
    "grid": Param(None, type=["null", "object"], description="A grid or a building, in place of a file."),
    "input_path": Param(None, type=["null", "string"], description="A file; default: GRID_INPUT_PATH."),
    "code": Param(None, type=["null", "string"], description="The fire code, if not the building's."),
    "priority": Param(0, type="integer", description="From -10 to 10; above 0 goes first."),
    "deadline_s": Param(None, type=["null", "number"], description="The job's own deadline, s."),
    "wait_s": Param(
        None, type=["null", "number"], description="How long a task waits for it, s; default an hour."
    ),
    "allow_incomplete": Param(False, type="boolean", description="Green although a room is not complete."),
}

with DAG(
    "ceiling_grid_pipeline",
    description="Lights, air and smoke detectors for a ceiling grid, by Plenum",
    schedule="@daily",
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    default_args={"retries": 1, "retry_delay": pendulum.duration(seconds=10)},
    params=PARAMS,
    tags=["plenum", "ceiling", "grid"],
    doc_md=__doc__,
) as dag:
    lights = SubmitOperator(task_id="run_parallel_light_models", stages=["light_model_*", "selector"])
    air = JobOperator(
        task_id="run_air_supply_placement", stages=["air_supply_model", "air_return_model"], job=lights.output
    )
    ResultOperator(task_id="run_smoke_detector_placement", stages=["smoke_detector_model"], job=air.output)
