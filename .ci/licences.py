"""Whether the licence of everything that the locks name will do.

    python .ci/licences.py [LOCK ...]           1 and a line for each that will not
    python .ci/licences.py --list [LOCK ...]    each with its version and its licence

Permissive licences will. MPL and LGPL will where `tool.plenum.licences` in pyproject.toml names the
dependency, its licence, how it comes and why that is right; so will a licence that the metadata does not say,
where the table does, and of several that a distribution `offers` the one that the table takes. GPL and AGPL
never will. What is read is the metadata of what is installed: the locks' own distributions, in an environment
made of them.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import PackageMetadata, PackageNotFoundError, distribution, metadata
from pathlib import Path
from typing import Any, Final

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT: Final = Path(__file__).resolve().parents[1]
LOCKS: Final = ("requirements.lock", "requirements-build.lock", "requirements-dev.lock")
_FOLDERS: Final = ("training", "dags", "docs")
APART: Final = {f"{folder}/requirements.lock": folder for folder in _FOLDERS}
"""Of environments of their own, in which they are looked at: `make test-mlflow`, `test-airflow`, `docs`."""
PERMISSIVE, WEAK, UNKNOWN, REFUSED = range(4)
"""In the order in which the worse one of two that both bind is taken."""
_PERMISSIVE: Final = frozenset(
    {
        *("0bsd", "apache-2.0", "bsd-2-clause", "bsd-3-clause", "cc0-1.0", "hpnd", "isc", "mit", "mit-0"),
        *("mit-cmu", "psf-2.0", "python-2.0", "unlicense", "zlib"),
    }
)
_SAID_OTHERWISE: Final = {
    "apache software license": "apache-2.0",
    "apache license 2.0": "apache-2.0",
    "apache license, version 2.0": "apache-2.0",
    "apache 2.0": "apache-2.0",
    "apache 2": "apache-2.0",
    "bsd": "bsd-3-clause",
    "bsd license": "bsd-3-clause",
    "new bsd": "bsd-3-clause",
    "3-clause bsd license": "bsd-3-clause",
    "bsd 2-clause license": "bsd-2-clause",
    "isc license": "isc",
    "isc license (iscl)": "isc",
    "mit license": "mit",
    "psfl": "psf-2.0",
    "the unlicense (unlicense)": "unlicense",
    "python software foundation license": "psf-2.0",
    "mozilla public license 2.0 (mpl 2.0)": "mpl-2.0",
}
"""Classifiers and free text, as SPDX has them; BSD without a number is one of the two."""


def kind_of(licence: str) -> int:
    """The kind of an SPDX expression, of a classifier's last words or of a short text."""
    text = licence.strip().lower()
    if " or " in text and "gnu" not in text:
        return min(kind_of(part) for part in text.strip("()").split(" or "))
    if " and " in text:
        return max(kind_of(part) for part in text.strip("()").split(" and "))
    name = _SAID_OTHERWISE.get(text, text.partition(" with ")[0].strip("()"))
    if name in _PERMISSIVE:
        return PERMISSIVE
    if name.startswith(("mpl-", "lgpl", "artistic-")) or "lesser general public" in name:
        return WEAK
    if name.startswith(("gpl", "agpl", "gnu gpl", "gnu agpl")) or "general public" in name:
        return REFUSED
    return UNKNOWN


def licence_of(about: PackageMetadata) -> str:
    """What a distribution says: the expression, else its classifiers, else its text."""
    if "License-Expression" in about:
        return str(about["License-Expression"])
    classifiers = [str(each) for each in about.get_all("Classifier") or ()]
    said = [each.rpartition("::")[2].strip() for each in classifiers if each.startswith("License ::")]
    said = [each for each in said if each not in ("OSI Approved", "DFSG approved")]
    return (
        " AND ".join(said) or (str(about["License"]) if "License" in about else "").strip().partition("\n")[0]
    )


def named_in(lock: str) -> list[str]:
    """The distributions of a lock that are for this machine."""
    lines = [line.split(" \\")[0].strip() for line in lock.splitlines() if line[:1].isalnum()]
    asked = [Requirement(line.split("--hash")[0]) for line in lines]
    return [canonicalize_name(each.name) for each in asked if each.marker is None or each.marker.evaluate()]


def needed_by(asked: Iterable[str]) -> set[str]:
    """All distributions that these requirements bring, as far as they are installed."""
    found: set[str] = set()
    seen: set[str] = set()
    waiting = [Requirement(each) for each in asked]
    while waiting:
        next_one = waiting.pop()
        if str(next_one) in seen or not _is_for_us(next_one, ""):
            continue
        seen.add(str(next_one))
        found.add(canonicalize_name(next_one.name))
        try:
            brings = distribution(next_one.name).requires or []
        except PackageNotFoundError:
            continue
        for each in map(Requirement, brings):
            if any(_is_for_us(each, extra) for extra in ("", *next_one.extras)):
                each.marker = None
                waiting.append(each)
    return found


def _is_for_us(asked: Requirement, extra: str) -> bool:
    return asked.marker is None or asked.marker.evaluate({"extra": extra})


def complaints(names: Iterable[str], project: Mapping[str, Any], *, apart: str = "") -> list[str]:
    """One for each of these distributions whose licence will not do, and for each idle entry of the table.

    `apart`: the folder whose own lock it is; none of an installation of Plenum's.
    """
    table: Mapping[str, Mapping[str, str]] = project["tool"]["plenum"]["licences"]
    runtime = needed_by(project["project"]["dependencies"])
    extras = project["project"]["optional-dependencies"]
    found = []
    for name in sorted(set(names)):
        try:
            licence = taken(licence_of(metadata(name)), table.get(name, {}))
        except PackageNotFoundError:
            found.append(f"{name}: not installed, so its licence is not known; make setup")
            continue
        kind, said = kind_of(licence), table.get(name)
        if kind == REFUSED:
            found.append(f"{name}: {licence} is refused; use another distribution")
        elif kind != PERMISSIVE and said is None:
            found.append(f"{name}: {licence or 'no licence'}; say in tool.plenum.licences why that is right")
        elif kind != PERMISSIVE and said is not None:
            found += _missaid(name, said, licence if kind == WEAK else "")
            found += [] if apart else _misplaced(name, said["by"], runtime, extras)
    return found + [f"{name}: in tool.plenum.licences, in no lock" for name in _idle(names, table, apart)]


def taken(licence: str, said: Mapping[str, str]) -> str:
    """What binds us: of all licences that a distribution offers by the table's word the one that it takes."""
    offered = said["offers"].split(" OR ") if "offers" in said else []
    return said["licence"] if offered and sorted(offered) == sorted(licence.split(" AND ")) else licence


def _idle(names: Iterable[str], table: Mapping[str, Mapping[str, str]], apart: str) -> list[str]:
    """The entries that none of these distributions needs; a lock of its own has its own."""
    own = {name: said["by"] if said["by"] in _FOLDERS else "" for name, said in table.items()}
    asked = [name for name, folder in own.items() if folder == apart]
    return [name for name in asked if name not in set(names)]


def _missaid(name: str, said: Mapping[str, str], licence: str) -> list[str]:
    """What the table says of it against what it says itself."""
    if licence and kind_of(said["licence"]) != kind_of(licence):
        return [f"{name}: {licence}, but the table says {said['licence']}"]
    return []


def _misplaced(name: str, by: str, runtime: set[str], extras: Mapping[str, list[str]]) -> list[str]:
    """What the table says of it against how it comes."""
    found = []
    if by != "runtime" and name in runtime:
        found.append(f"{name}: comes with every installation, but the table says by {by}")
    if by in extras and name not in needed_by(extras[by]):
        found.append(f"{name}: does not come by the extra {by}")
    return found


def listed(names: Iterable[str], project: Mapping[str, Any]) -> Iterable[str]:
    """A line for each: its version and its licence, the table's word before the metadata's."""
    table = project["tool"]["plenum"]["licences"]
    for name in sorted(set(names)):
        about = metadata(name)
        yield f"{name} {about['Version']}: {table[name]['licence'] if name in table else licence_of(about)}"


def main(words: Sequence[str]) -> int:
    """The exit code."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    locks = [word for word in words if word != "--list"] or LOCKS
    names = [name for lock in locks for name in named_in((ROOT / lock).read_text(encoding="utf-8"))]
    if "--list" in words:
        sys.stdout.write("".join(f"{line}\n" for line in listed(names, project)))
        return 0
    found = complaints(names, project, apart=APART.get(locks[0], ""))
    for complaint in found:
        sys.stderr.write(f"{complaint}\n")
    sys.stdout.write(f"{len(set(names))} distributions, {len(found)} complaints\n")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
