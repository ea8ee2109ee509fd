"""What a DAG run asks for: from parameters or a file, and refused before anything is sent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dags.plenum_job.asked import INPUT_PATH, WrongParameterError, asked, wait_s

GRID: dict[str, Any] = {"grid_id": "g", "width": 1, "height": 1, "cells": []}


def test_a_grid_given_by_hand_is_what_is_asked() -> None:
    """A parameter goes before the file of every day."""
    wish = asked(
        {"grid": GRID, "code": "BS5839", "priority": 3, "deadline_s": 60}, {INPUT_PATH: "/daily.json"}
    )
    assert wish.building == GRID
    assert (wish.options, wish.priority, wish.deadline_s) == ({"code": "BS5839"}, 3, 60.0)


def test_the_file_of_the_environment_is_read_where_no_parameter_is(tmp_path: Path) -> None:
    """Its text goes on unread: Plenum knows the formats."""
    (tmp_path / "grid.json").write_text('{"grid_id": "g"}')
    assert asked({}, {INPUT_PATH: str(tmp_path / "grid.json")}).building == '{"grid_id": "g"}'


def test_the_same_wish_has_the_same_content() -> None:
    """Whatever the order of its keys; another deadline is another wish."""
    turned = dict(reversed(GRID.items()))
    assert asked({"grid": GRID}, {}).content() == asked({"grid": turned}, {}).content()
    assert asked({"grid": GRID}, {}).content() != asked({"grid": GRID, "deadline_s": 9}, {}).content()


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({}, "GRID_INPUT_PATH is not set"),
        ({"input_path": "/nowhere/grid.json"}, "/nowhere/grid.json cannot be read: No such file"),
        ({"grid": GRID, "input_path": "/daily.json"}, "not both"),
        ({"grid": []}, "not an object"),
        ({"grid": GRID, "priority": 11}, "priority is 11"),
        ({"grid": GRID, "priority": True}, "priority is True"),
        ({"grid": GRID, "deadline_s": 0}, "deadline_s is 0"),
        ({"grid": GRID, "code": 72}, "code is 72"),
        ({"grid": GRID, "codes": "NFPA72"}, "no such parameter: codes"),
    ],
)
def test_a_wrong_parameter_is_named(params: dict[str, Any], said: str) -> None:
    """With what would be right."""
    with pytest.raises(WrongParameterError, match=said):
        asked(params, {})


@pytest.mark.parametrize(("content", "said"), [(b" \n", "is empty"), (b"\xff\xfe", "no text in UTF-8")])
def test_a_file_that_is_no_text_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    """With its path."""
    (tmp_path / "grid.json").write_bytes(content)
    with pytest.raises(WrongParameterError, match=said):
        asked({"input_path": str(tmp_path / "grid.json")}, {})


def test_how_long_a_run_waits_has_a_default() -> None:
    """And the bounds that a deadline has."""
    assert (wait_s({}, 30.0), wait_s({"wait_s": 5}, 30.0)) == (30.0, 5.0)
    with pytest.raises(WrongParameterError):
        wait_s({"wait_s": -1}, 30.0)
