"""`python -m tests.soak`: jobs without pause under faults, then the account. Exit code 1 if it is wrong."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Final

from tests.soak.faults import FAULTS
from tests.soak.soak import Soak, soak

KEEP_S: Final = "600"
"""Results stay so long, in s: each is fetched at once, and an hour's would not fit into every machine."""


def main() -> int:
    """Exit code 1 where something is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=15)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--most", type=int, default=12, help="jobs under way")
    parser.add_argument("--fault", action="append", choices=list(FAULTS), help="only these; may be repeated")
    parser.add_argument("--env", action="append", default=[], metavar="NAME=VALUE", help="for the stack")
    parser.add_argument("--json", type=Path, help="write the account to this file too")
    given = parser.parse_args()
    env = {
        "PLENUM_EXPORT_INTERVAL_S": "0.5",
        "PLENUM_KEEP_S": KEEP_S,
        **dict(pair.split("=", 1) for pair in given.env),
    }
    with tempfile.TemporaryDirectory(prefix="plenum-soak-") as folder:
        asked = Soak(given.minutes, given.seed, given.fault or list(FAULTS), given.most, env)
        account = soak(asked, Path(folder) / "state")
    print("\n".join(account.lines()))
    if given.json:
        given.json.write_text(json.dumps(account.__dict__, indent=1))
    return 1 if account.wrongs else 0


if __name__ == "__main__":
    sys.exit(main())
