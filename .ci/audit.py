"""Whether what the locks pin has a published hole, by the Python Packaging Advisory Database.

    python .ci/audit.py DATABASE [LOCK ...]      1 and a line for each advisory that holds

DATABASE is a checkout or a bare copy of github.com/pypa/advisory-database, or another folder of the same form
(OSV's, a file an advisory under `vulns/NAME/`), so that it works where no service is reached. What is newer
than it is not known: the day of its last commit is printed. How an entry is read: ossf.github.io/osv-schema.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

ROOT: Final = Path(__file__).resolve().parents[1]
LOCKS: Final = (
    *("requirements.lock", "requirements-build.lock", "requirements-dev.lock"),
    *("dags/requirements.lock", "docs/requirements.lock", "training/requirements.lock"),
)


class Database:
    """The advisories by the package's name. Raises CalledProcessError where git finds no database."""

    def __init__(self, place: Path) -> None:
        self._place = place
        listed = self._git("ls-tree", "-r", "--name-only", "HEAD", "vulns/")
        self._files: dict[str, list[str]] = {}
        for path in listed.splitlines():
            self._files.setdefault(canonicalize_name(path.split("/")[1]), []).append(path)

    @property
    def day(self) -> str:
        """Of its last commit."""
        return self._git("log", "-1", "--format=%cs").strip()

    def __len__(self) -> int:
        return sum(map(len, self._files.values()))

    def about(self, name: str) -> Iterator[dict[str, Any]]:
        """A package's advisories, those that were withdrawn left out."""
        for path in self._files.get(name, ()):
            advisory: dict[str, Any] = yaml.safe_load(self._git("show", f"HEAD:{path}"))
            if "withdrawn" not in advisory:
                yield advisory

    def _git(self, *words: str) -> str:
        done = subprocess.run(["git", "-C", self._place, *words], capture_output=True, text=True, check=True)
        return done.stdout


def pinned(lock: str) -> dict[str, str]:
    """Each distribution of a lock with its version, also those for other machines."""
    lines = [line.split(" \\")[0].split("--hash")[0] for line in lock.splitlines() if line[:1].isalnum()]
    asked = [Requirement(line.strip()) for line in lines]
    return {canonicalize_name(each.name): str(each.specifier).removeprefix("==") for each in asked}


def concerns(advisory: Mapping[str, Any], name: str, version: str) -> bool:
    """Whether this version is listed, or lies in a range of versions."""
    for affected in advisory.get("affected", ()):
        if canonicalize_name(affected["package"]["name"]) != name:
            continue
        spans = [each for each in affected.get("ranges", ()) if each["type"] == "ECOSYSTEM"]
        if version in affected.get("versions", ()) or any(_within(each["events"], version) for each in spans):
            return True
    return False


def _within(events: Iterable[Mapping[str, str]], version: str) -> bool:
    """Introduced at or before it, neither fixed by it nor last affected before it."""
    ours, inside = Version(version), False
    for event in sorted(events, key=lambda each: _key(*each.values())):
        ((kind, at),) = event.items()
        edge = _key(at)
        if edge < ours or (edge == ours and kind != "last_affected"):
            inside = kind == "introduced"
    return inside


def _key(text: str) -> Version:
    try:
        return Version(text)
    except InvalidVersion:
        return Version("0")


def main(place: str, locks: Iterable[str]) -> int:
    """The exit code."""
    database = Database(Path(place))
    found, packages = [], set()
    for lock in locks:
        for name, version in pinned((ROOT / lock).read_text(encoding="utf-8")).items():
            packages.add(name)
            for advisory in database.about(name):
                if concerns(advisory, name, version):
                    also = ", ".join(advisory.get("aliases", ()))
                    found.append(f"{lock}: {name} {version}: {advisory['id']} ({also})")
    for line in sorted(found):
        sys.stderr.write(f"{line}\n")
    sys.stdout.write(
        f"{len(packages)} distributions, {len(database)} advisories up to {database.day}, {len(found)} hold\n"
    )
    return int(bool(found))


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(f"{sys.argv[0]}: which database? See the first lines of this file")
    sys.exit(main(sys.argv[1], sys.argv[2:] or LOCKS))
