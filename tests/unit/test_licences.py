"""The licences of everything that the locks name, and the tool that looks at them."""

from __future__ import annotations

import tomllib
from email.message import Message
from pathlib import Path
from typing import Any

import pytest

from tests.support.ci import tool

ROOT = Path(__file__).parents[2]


licences = tool("licences")


def about(**fields: str | list[str]) -> Any:
    """A distribution's metadata."""
    message = Message()
    for name, values in fields.items():
        for value in [values] if isinstance(values, str) else values:
            message[name.replace("_", "-")] = value
    return message


def project(table: dict[str, Any] | None = None, **extras: list[str]) -> dict[str, Any]:
    """What the tool reads of pyproject.toml."""
    return {
        "project": {"dependencies": ["celery"], "optional-dependencies": extras},
        "tool": {"plenum": {"licences": table or {}}},
    }


def said(by: str, licence: str = "MPL-2.0") -> dict[str, str]:
    """An entry of the table."""
    return {"licence": licence, "by": by, "why": "a reason"}


@pytest.mark.slow
def test_every_licence_in_the_locks_will_do() -> None:
    """No GPL or AGPL; MPL and LGPL as said, by the extra that is said."""
    data = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    names = [
        n for lock in licences.LOCKS for n in licences.named_in((ROOT / lock).read_text(encoding="utf-8"))
    ]
    assert len(set(names)) > 60
    assert licences.complaints(names, data) == []


def test_an_installation_brings_no_tools_of_tests_or_builds() -> None:
    """The runtime lock is the smaller one, and pins what the development lock pins."""
    run, build, dev = ((ROOT / lock).read_text(encoding="utf-8") for lock in licences.LOCKS)
    tools = {"pytest", "hypothesis", "mypy", "ruff", "hatchling", "pyscipopt", "import-linter"}
    assert not tools & set(licences.named_in(run))
    assert {line for line in (run + build).splitlines() if "==" in line} <= set(dev.splitlines())


def test_locks_name_hashes_and_no_host() -> None:
    """So that they install from any index, and only what was looked at."""
    for lock in (*licences.LOCKS, *licences.APART):
        text = (ROOT / lock).read_text(encoding="utf-8")
        assert "://" not in text
        for block in text.split("\n# ")[0].replace(" \\\n    --hash", " --hash").splitlines():
            assert "==" not in block or "--hash=sha256:" in block


@pytest.mark.parametrize(
    ("licence", "kind"),
    [
        ("MIT", licences.PERMISSIVE),
        ("BSD-3-Clause AND 0BSD AND Zlib", licences.PERMISSIVE),
        ("Apache-2.0 OR GPL-2.0-only", licences.PERMISSIVE),
        ("Apache-2.0 WITH LLVM-exception", licences.PERMISSIVE),
        ("MIT AND MPL-2.0", licences.WEAK),
        ("LGPL-3.0-or-later", licences.WEAK),
        ("GNU Lesser General Public License v3 or later (LGPLv3+)", licences.WEAK),
        ("GNU Affero General Public License v3 or later (AGPLv3+)", licences.REFUSED),
        ("MIT AND GPL-3.0-only", licences.REFUSED),
        ("GPL v3", licences.REFUSED),
        ("", licences.UNKNOWN),
        ("Proprietary", licences.UNKNOWN),
    ],
)
def test_a_licence_is_known_by_its_expression_or_words(licence: str, kind: int) -> None:
    """Of two that both bind the worse one counts, of two to choose from the better one."""
    assert licences.kind_of(licence) == kind


def test_metadata_says_it_in_three_ways() -> None:
    """The expression outranks classifiers, those the free text."""
    gpl, mit = (
        "License :: OSI Approved :: GNU General Public License (GPL)",
        "License :: OSI Approved :: MIT License",
    )
    assert licences.licence_of(about(License_Expression="MIT", Classifier=gpl)) == "MIT"
    both = licences.licence_of(about(Classifier=[mit, gpl], License="MIT"))
    assert licences.kind_of(both) == licences.REFUSED
    assert licences.licence_of(about(License="BSD\nand a page of it")) == "BSD"


@pytest.mark.parametrize(
    ("name", "known", "words"),
    [
        ("ifcopenshell", project(), "say in tool.plenum.licences"),
        (
            "ifcopenshell",
            project({"ifcopenshell": said("ifc", "MIT")}, ifc=["ifcopenshell"]),
            "but the table says",
        ),
        ("ifcopenshell", project({"ifcopenshell": said("ifc")}, ifc=["ezdxf"]), "does not come by the extra"),
        ("supervisor", project(), "BSD-derived"),
        ("tzlocal", project({"tzlocal": said("dev")}), "in no complaint"),
        ("no-such-thing", project(), "not installed"),
        ("click", project({"grimp": said("dev")}), "in no lock"),
    ],
)
def test_what_will_not_do_is_told(name: str, known: dict[str, Any], words: str) -> None:
    """With what would mend it; a permissive licence needs no word."""
    found = licences.complaints([name], known)
    assert found == [] if words == "in no complaint" else any(words in each for each in found)


def test_an_entry_is_idle_in_the_locks_that_it_is_for() -> None:
    """Training has a lock of its own, which the others' entries are not for."""
    known = project({"grimp": said("dev"), "skops": said("training")})
    assert [each.partition(":")[0] for each in licences.complaints(["click"], known)] == ["grimp"]
    of_training = licences.complaints(["click"], known, apart="training")
    assert [each.partition(":")[0] for each in of_training] == ["skops"]
    assert licences.complaints(["click"], known, apart="docs") == []


def test_of_licences_to_choose_from_the_table_takes_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """It must name them all, so that it is looked at again where the choice is another; GPL is no choice."""
    monkeypatch.setattr(licences, "licence_of", lambda _: "Artistic License AND GNU GPL")
    offers = {"offers": "GNU GPL OR Artistic License", "by": "dags", "why": "a reason"}

    def found(**entry: str) -> list[str]:
        complaints: list[str] = licences.complaints(
            ["click"], project({"click": {**offers, **entry}}), apart="dags"
        )
        return complaints

    assert found(licence="Artistic-1.0-Perl") == []
    (gpl,) = found(licence="GPL-2.0-or-later")
    (fewer,) = found(licence="Artistic-1.0-Perl", offers="Artistic License")
    assert "is refused" in gpl
    assert "is refused" in fewer


def test_what_tells_no_licence_is_a_complaint_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether the table knows it or not."""
    monkeypatch.setattr(licences, "licence_of", lambda _: "")
    (unknown,) = licences.complaints(["click"], project({}))
    assert "no licence" in unknown


def test_a_dependency_of_every_installation_does_not_come_by_an_extra(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """kombu comes with celery, whatever the table says."""
    monkeypatch.setattr(licences, "licence_of", lambda _: "MPL-2.0")
    (found,) = licences.complaints(["kombu"], project({"kombu": said("queues")}, queues=["kombu"]))
    assert "comes with every installation" in found
    assert licences.complaints(["kombu"], project({"kombu": said("runtime")})) == []


def test_a_strong_copyleft_is_refused_whatever_the_table_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no word that lets it in."""
    monkeypatch.setattr(licences, "licence_of", lambda _: "AGPL-3.0-or-later")
    (found,) = licences.complaints(["click"], project({"click": said("dev", "AGPL-3.0-or-later")}))
    assert "is refused" in found
