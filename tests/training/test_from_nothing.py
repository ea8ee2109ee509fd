"""From nothing to a model that serves, is degraded on purpose, refused, taken back: on a real server."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.order.buildings import rectangles
from plenum.ceiling.asked.brief import brief_for
from services.light_model_d_learned import model
from services.light_model_d_learned.features import NAMES
from services.light_model_d_learned.network import MANIFEST, WEIGHTS, read
from tests.training.conftest import Server, Training

pytestmark = [pytest.mark.mlflow, pytest.mark.timeout(1500)]

EXAM = ("--examined", "60")
GOOD = ("--rooms", "60", "--epochs", "20", *EXAM)
BETTER = ("--rooms", "200", "--epochs", "40", *EXAM)
DEGRADED = ("--rooms", "60", "--epochs", "1", "--learning-rate", "0.00001", *EXAM)
"""Hardly fitted at all."""


def held(folder: Path) -> tuple[int, int]:
    """In how many rooms the first guess holds the rules, of how many, by weights of this folder."""
    building, network = rectangles(), read(folder, NAMES)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(model, "network", lambda: network)
        firsts = [model.tried(room, brief_for(room, building.settings))[:1] for room in building.rooms]
    return sum(held for first in firsts for _, held in first), len(building.rooms)


def test_a_model_is_made_serves_and_is_taken_back(server: Server, tmp_path: Path) -> None:
    """Data, training, record, registry, promotion, refusal, roll-back; each step as a person does it."""
    server.done("tracked", *GOOD)
    assert server.shown()["aliases"] == {"challenger": "1"}
    _recorded(server, "1")

    server.done("registry", "promote", "--who", "first")
    digest = server.done("registry", "fetch", "champion", str(tmp_path / "first")).strip()
    assert json.loads((tmp_path / "first" / MANIFEST).read_text())["sha256"] == digest
    valid, rooms = held(tmp_path / "first")
    assert valid >= 0.9 * rooms

    server.done("tracked", *DEGRADED)
    refused = server.run("registry", "promote", "--who", "second")
    assert refused.returncode == 1
    assert "refused: version 2" in refused.stderr
    assert server.shown()["aliases"] == {"challenger": "2", "champion": "1"}

    server.done("tracked", *BETTER)
    server.done("registry", "promote", "--who", "third")
    assert server.shown()["aliases"]["champion"] == "3"
    server.done("registry", "roll-back", "--who", "third", "--why", "people reject its corridors")
    shown = server.shown()
    assert shown["aliases"]["champion"] == "1"
    moves = [(each["version"], each["who"]) for each in shown["audit"] if each["alias"] == "champion"]
    assert moves == [("1", "first"), ("3", "third"), ("1", "third")]
    assert shown["audit"][-1]["why"] == "people reject its corridors"
    assert server.done("registry", "fetch", "champion", str(tmp_path / "again")).strip() == digest

    _refuses_what_is_spoilt(server, tmp_path / "again")
    _takes_back_once_more(server)
    server.stop()
    assert held(tmp_path / "again") == (valid, rooms)


def _takes_back_once_more(server: Server) -> None:
    """What was taken back does not come back: not by a promotion, nor by the next roll-back."""
    again = server.run("registry", "promote", "--who", "fourth")
    assert again.returncode == 1
    assert "version 3 was taken back (people reject its corridors)" in again.stderr
    told = server.done("registry", "roll-back", "--who", "fourth", "--why", "the first one too")
    assert "the model's own weights answer again" in told
    assert "champion" not in server.shown()["aliases"]
    none = server.run("registry", "roll-back", "--who", "fourth", "--why", "and again")
    assert "nothing to go back to" in none.stderr


def _recorded(server: Server, version: str) -> None:
    """What a run keeps: parameters, figures, losses, data, code, weights, the picture."""
    named = server.ask("model-versions/get", name=model.NAME, version=version)["model_version"]
    run = server.ask("runs/get", run_id=named["run_id"])["run"]
    figures = {each["key"]: each["value"] for each in run["data"]["metrics"]}
    assert {"precision", "recall_designed", "rms_u0", "wrong", "loss"} <= set(figures)
    assert {"rooms", "seed", "hidden"} <= {each["key"] for each in run["data"]["params"]}
    tags = {each["key"]: each["value"] for each in run["data"]["tags"]}
    assert len(tags["data.fingerprint"]) == len(tags["weights.sha256"]) == 64
    assert tags["code.revision"]
    assert tags["code.digest"].startswith(model.VERSION)
    listed = server.ask("artifacts/list", run_id=named["run_id"])["files"]
    assert {each["path"] for each in listed} == {"model", "expected_and_true.png"}


def _refuses_what_is_spoilt(server: Server, folder: Path) -> None:
    """Weights that were changed in the store are not handed out, and what is there stays."""
    before = (folder / WEIGHTS).read_bytes()
    stored = [file for file in server.folder.rglob(WEIGHTS) if file.read_bytes() == before]
    assert stored
    for file in stored:
        file.write_bytes(before[:-100] + bytes(100))
    refused = server.run("registry", "fetch", "champion", str(folder))
    assert refused.returncode == 1
    assert "SHA-256" in refused.stderr
    assert (folder / WEIGHTS).read_bytes() == before


def test_a_training_is_recorded_without_a_server(tmp_path: Path) -> None:
    """`sqlite:///FILE`: the artifacts lie beside the file."""
    alone = Training(f"sqlite:///{tmp_path / 'record.db'}", tmp_path)
    alone.done("tracked", "--rooms", "30", "--epochs", "3", *EXAM, "--out", str(tmp_path / "weights"))
    assert alone.shown()["aliases"] == {"challenger": "1"}
    assert list((tmp_path / "artifacts").rglob("expected_and_true.png"))
    read(tmp_path / "weights", NAMES)


def test_nothing_is_trained_on_the_rooms_of_the_examination(tmp_path: Path) -> None:
    """Its figures would say nothing of other rooms."""
    alone = Training(f"sqlite:///{tmp_path / 'record.db'}", tmp_path)
    refused = alone.run("tracked", "--seed", "1000003")
    assert refused.returncode == 1
    assert "is the examination's: take another" in refused.stderr
    assert alone.shown()["aliases"] == {}


def test_a_watch_without_a_stack_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It needs a Redis before all else."""
    monkeypatch.setenv("PLENUM_STATE", str(tmp_path / "state"))
    monkeypatch.delenv("PLENUM_REDIS_URL", raising=False)
    refused = Training(f"sqlite:///{tmp_path / 'record.db'}", tmp_path).run("watch", "--once")
    assert refused.returncode == 2
    assert "no stack is up here, and PLENUM_REDIS_URL names no other's Redis: plenum up" in refused.stderr


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    """Nothing to promote, to go back to or to fetch: refused with what to do."""
    alone = Training(f"sqlite:///{tmp_path / 'record.db'}", tmp_path)
    for arguments, words in (
        (("promote", "--who", "me"), "make train-mlflow"),
        (("roll-back", "--who", "me", "--why", "it is bad"), "nothing to go back to"),
        (("fetch", "champion", str(tmp_path / "none")), "no version is the champion"),
    ):
        refused = alone.run("registry", *arguments)
        assert refused.returncode == 1
        assert words in refused.stderr
    assert not (tmp_path / "none").exists()
