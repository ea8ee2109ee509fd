"""Submit a building to a running Plenum, watch it, fetch it: the client with types.

    PLENUM_REDIS_URL=redis://… python examples/submit_and_watch.py [BUILDING] [--key order-17]

The address is `addresses.redis` of `plenum status --json`. Needs no more than
`pip install plenum-ceilings`.
"""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import closing
from pathlib import Path

from plenum.client import Client, InvalidBuilding, OverloadedError


def main() -> int:
    """Run it once."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("building", nargs="?", type=Path, default=Path(__file__).parent / "small_office.json")
    parser.add_argument("--key", help="the same building with the same key is the same job")
    asked = parser.parse_args()
    text = asked.building.read_text(encoding="utf-8")
    with closing(Client(os.environ["PLENUM_REDIS_URL"])) as client:
        try:
            job_id = client.submit(text, idempotency_key=asked.key, deadline_s=600)
            for progress in client.watch(job_id):
                print(f"{progress.done} of {progress.total} steps", file=sys.stderr)
            completed = client.result(job_id, timeout_s=60)
        except InvalidBuilding as wrong:
            print(f"{wrong.pointer}: {wrong.message}; {wrong.cure}", file=sys.stderr)
            return 2
        except OverloadedError as full:
            print(f"come again in {full.retry_after_s:g} s", file=sys.stderr)
            return 1
    print(completed["status"], completed["totals"]["counts"])
    return 0


if __name__ == "__main__":
    sys.exit(main())
