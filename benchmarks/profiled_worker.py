"""One stage's worker as a solo process under cProfile: `… profiled_worker STAGE FOLDER`."""

from __future__ import annotations

import contextlib
import cProfile
import json
import sys
import threading
import time
from collections import Counter
from importlib import import_module
from pathlib import Path
from typing import Any

from celery import signals


class ThreadClocks:
    """Processor seconds of every thread by name, read while they live."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}
        threading.Thread(target=self._run, name="thread clocks", daemon=True).start()

    def _run(self) -> None:
        while True:
            for thread in threading.enumerate():
                if thread.ident:
                    with contextlib.suppress(OSError):
                        clock = time.pthread_getcpuclockid(thread.ident)
                        self.spent[thread.name] = time.clock_gettime(clock)
            time.sleep(0.2)


def read_threads(file: Path) -> Counter[str]:
    """Seconds by thread, names without their numbers."""
    spent: Counter[str] = Counter()
    for name, seconds in json.loads(file.read_text()).items():
        spent[name.rstrip("0123456789-")] += seconds
    return spent


def main(stage: str, folder: Path) -> None:
    """Work until told to stop, then write `<stage>.prof` and `<stage>.threads`."""
    app = import_module(f"services.{stage}.worker").app
    profiler = cProfile.Profile(time.thread_time)
    clocks = ThreadClocks()

    def begin(**_: Any) -> None:
        profiler.enable()

    signals.worker_ready.connect(begin, weak=False)
    try:
        app.worker_main(["worker", "--pool", "solo", "-Q", stage, "-n", f"{stage}@%h"])
    finally:
        profiler.disable()
        profiler.dump_stats(folder / f"{stage}.prof")
        (folder / f"{stage}.threads").write_text(json.dumps(clocks.spent))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
