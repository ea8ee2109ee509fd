"""Complete rooms again and again in this process, its figures at http://127.0.0.1:8000/metrics.

    python examples/run_with_metrics_server.py [--port 8000] [--every 5] [--runs 0] [BUILDING ...]

Without `--runs` until Ctrl-C. In Prometheus: scrape_configs: [{job_name: plenum-example, static_configs:
[{targets: ["127.0.0.1:8000"]}]}].
"""

from __future__ import annotations

import argparse
import itertools
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from plenum import PipelineRunner
from plenum.files.read import read_building
from plenum.telemetry.logs import configure_logs
from plenum.telemetry.prometheus_text import MEDIA_TYPE
from plenum.telemetry.watched import Watched


def serve(watched: Watched, port: int) -> ThreadingHTTPServer:
    """Answer `/metrics` from a thread; port 0 for any that is free."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path != "/metrics":
                self.send_error(404, "look at /metrics")
                return
            body = watched.text().encode()
            self.send_response(200)
            self.send_header("Content-Type", MEDIA_TYPE)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Scrapes are no news."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def main() -> None:
    """Run until it is enough."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("buildings", nargs="*", type=Path, default=[Path(__file__).parent / "grid.json"])
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--every", type=float, default=5.0, help="seconds between two runs")
    parser.add_argument("--runs", type=int, default=0, help="0: until it is interrupted")
    asked = parser.parse_args()
    configure_logs("auto", lambda: None)
    watched = Watched()
    server = serve(watched, asked.port)
    print(f"http://127.0.0.1:{server.server_port}/metrics", flush=True)
    runner = PipelineRunner(telemetry=watched)
    buildings = [read_building(path) for path in asked.buildings]
    try:
        for number in itertools.count(1):
            runner.run_full_pipeline(buildings[(number - 1) % len(buildings)])
            if number == asked.runs:
                break
            time.sleep(asked.every)
    except KeyboardInterrupt:
        pass
    finally:
        server.shutdown()


if __name__ == "__main__":
    main()
