"""Complete a room in this process and see it work: log events on stderr, the figures afterwards on stdout.

    python examples/run_observable_pipeline.py [BUILDING] [--json]      default: examples/grid.json

No broker, no collector, no services. The models know nothing of it: observation wraps them from outside.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from plenum import PipelineRunner
from plenum.files.read import read_building
from plenum.telemetry.logs import configure_logs
from plenum.telemetry.watched import Watched


def main() -> None:
    """Run it once."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("building", nargs="?", type=Path, default=Path(__file__).parent / "grid.json")
    parser.add_argument("--json", action="store_true", help="log events as JSON, a line each")
    asked = parser.parse_args()
    configure_logs("json" if asked.json else "console", lambda: None)
    watched = Watched()
    completed = PipelineRunner(telemetry=watched).run_full_pipeline(read_building(asked.building))
    for room in completed["rooms"]:
        print(f"{room['room_id']}: {room['status']}, lights by {room['selected_model']}")
        print("\n".join(f"  {row}" for row in reversed(room["rows"])))
    print(watched.text())


if __name__ == "__main__":
    main()
