"""What podman-compose expects of podman and an older podman, or one on a machine without systemd, lacks.

podman runs health checks by systemd's timers, learned `wait --condition=healthy` with 4.6 and
`--health-startup-interval` with 4.4. Here a check runs when somebody waits for it, and the flag is dropped.
So is `--requires`, which podman-compose adds for whatever a container waits for: podman starts none again,
after it was killed, while one of those has ended, and a one-shot always has. podman-compose keeps the order.
All else goes to podman as it is. Docker needs none of this.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time

WAITS_FOR = "--condition=healthy"
DROPPED = "--health-startup-interval"


def main(words: list[str]) -> None:
    """As podman itself; never returns where podman takes over."""
    if words == ["--version"]:
        # podman-compose leaves `service_healthy` out for versions that cannot wait for it.
        sys.stdout.write("podman version 4.6.0\n")
    elif "wait" in words[:2] and WAITS_FOR in words:
        for name in words[words.index(WAITS_FOR) + 1 :]:
            wait_for(name)
    elif "pull" in words[:2]:
        # Stand-ins are in no registry; what is missing fails when it is needed, with its name.
        return
    else:
        os.execvp("podman", ["podman", *kept(words)])  # noqa: S606 - no shell on purpose


def kept(words: list[str]) -> list[str]:
    """The words without those that this podman does not know, or takes too far."""
    if DROPPED in words:
        at = words.index(DROPPED)
        words = [*words[:at], *words[at + 2 :]]
    return [word for word in words if not word.startswith("--requires=")]


def wait_for(container: str) -> None:
    """Return when the container's own check holds."""
    check = ["podman", "healthcheck", "run", container]
    while subprocess.run(check, capture_output=True, check=False).returncode:
        time.sleep(0.5)


if __name__ == "__main__":
    main(sys.argv[1:])
