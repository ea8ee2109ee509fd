"""Complete a room in this process and leave its figures as files: .prom, .json, .parquet, a report, a log.

    python examples/run_with_exports.py [BUILDING] [--folder out]      default: examples/grid.json

No broker, no collector, no services. Parquet needs the extra `parquet`; without it all else is written.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import structlog

from plenum import PipelineRunner
from plenum.files.read import read_building
from plenum.statistics.saving import save_all
from plenum.statistics.snapshot import snapshot
from plenum.statistics.sources import of_program
from plenum.telemetry.watched import Watched


def main() -> None:
    """Run it once."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("building", nargs="?", type=Path, default=Path(__file__).parent / "grid.json")
    parser.add_argument("--folder", type=Path, default=Path("out"))
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    log = asked.folder / "events.log"
    with log.open("w", encoding="utf-8") as lines:
        structlog.configure(
            processors=[
                structlog.processors.TimeStamper(fmt="iso", key="timestamp"),
                structlog.processors.JSONRenderer(),
            ],
            logger_factory=structlog.WriteLoggerFactory(lines),
        )
        watched = Watched()
        PipelineRunner(telemetry=watched).run_full_pipeline(read_building(asked.building))
    written, missing = save_all(snapshot(of_program(watched)), asked.folder)
    events = [json.loads(line)["event"] for line in log.read_text(encoding="utf-8").splitlines()]
    print(f"{log}: {len(events)} events, {events[0]} to {events[-1]}")
    print("\n".join(map(str, written)))
    if missing:
        print(missing)


if __name__ == "__main__":
    main()
