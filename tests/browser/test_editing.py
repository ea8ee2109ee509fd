"""A ceiling in hand: judged as one drags, completed around, kept as a version; with each hand."""

from __future__ import annotations

import re

import httpx2 as httpx
import pytest
from playwright.sync_api import Page, expect

from plenum.stack.info import StackInfo

from .conftest import DESK, PHONE, Open
from .hand import (
    ROOM,
    Finger,
    Hand,
    Keys,
    Pointer,
    changed,
    drag,
    editing,
    free_near,
    put,
    room_of,
    tiles,
)
from .test_accessible import inside, violations

ONE = "^M[^M]+Z$"
"""A path with one square."""


def test_a_light_is_dragged_judged_taken_back_and_kept(
    open_page: Open, running: StackInfo, own_job: str
) -> None:
    """Rules are told before it is dropped; the rest is placed around it; the version counts as feedback."""
    room = room_of(running.gateway, own_job)
    light = tiles(room, "L")[0]
    to = free_near(room, light)
    page = open_page(f"/jobs/{own_job}#{ROOM}")
    editing(page)
    expect(page.get_by_role("button", name="Keep this version")).to_be_disabled()
    drag(page, light, to, drop=False)
    page.wait_for_function("() => document.querySelector('.editor').dataset.judgedMs")
    expect(page.locator(".broken-rules li.hard")).to_contain_text("Uniformity")
    page.mouse.up()
    expect(page.locator(".board .named")).to_have_text("Uniformity U0")
    page.get_by_role("button", name="Undo").click()
    expect(changed(page)).to_have_attribute("d", "")
    expect(page.locator(".broken-rules li.hard")).to_have_count(0)
    page.get_by_role("button", name="Redo").click()
    expect(page.locator(".broken-rules li.hard")).to_contain_text("Uniformity")
    page.get_by_role("button", name="Complete around my edits").click()
    expect(page.locator(".editor .note.fine")).to_contain_text("Placed around your edits")
    expect(page.locator(".broken-rules li.hard")).to_have_count(0)
    page.get_by_label("What it is about").fill("the desk moved")
    page.get_by_role("button", name="Keep this version").click()
    page.wait_for_url("**?revision=1*")
    kept = room_of(running.gateway, own_job, 1)
    assert kept["rows"][to[1]][to[0]] == "L"
    assert kept["status"] == "complete"
    (feedback,) = httpx.get(f"{running.gateway}/v1/jobs/{own_job}/feedback").json()
    assert (feedback["verdict"], feedback["comment"]) == ("edit", "the desk moved")


@pytest.mark.parametrize(
    ("taken_by", "size"),
    [(Pointer, DESK), (Finger, PHONE), (Keys, DESK)],
    ids=["pointer", "finger", "keyboard"],
)
def test_a_ceiling_is_edited_and_kept_with_each_hand(
    open_page: Open,
    running: StackInfo,
    own_job: str,
    taken_by: type[Pointer | Finger | Keys],
    size: tuple[int, int],
) -> None:
    """Moved, added, taken away, blocked, locked, taken back, done again; the version is what one saw."""
    room = room_of(running.gateway, own_job)
    first, second, *_ = tiles(room, "L")
    to = free_near(room, first)
    empty = [(x, y) for y, row in enumerate(room["rows"]) for x, char in enumerate(row) if char == "."]
    blocked, added = [tile for tile in empty if tile != to][-2:]
    page = open_page(f"/jobs/{own_job}#{ROOM}", size, has_touch=taken_by is Finger)
    editing(page)
    hand: Hand = taken_by(page)
    hand.move(first, to)
    hand.use(".", second)
    hand.use("#", blocked)
    hand.use("D", added)
    hand.use("lock", added)
    expect(page.locator(".board .locked")).to_have_attribute("d", re.compile(ONE))
    rows = put(put(put(put(put(room["rows"], first, "."), to, "L"), second, "."), blocked, "#"), added, "D")
    for _ in range(2):
        hand.press("Undo")
    expect(page.locator(".legend")).to_contain_text("0 smoke detectors and 1 there before")
    for _ in range(2):
        hand.press("Redo")
    hand.press("Keep this version")
    page.wait_for_url("**?revision=1*")
    assert room_of(running.gateway, own_job, 1)["rows"] == rows


def test_what_was_there_is_neither_moved_nor_taken_away(
    open_page: Open, running: StackInfo, job: str
) -> None:
    """It was before Plenum; and what cannot be does nothing."""
    room = room_of(running.gateway, job)
    page = open_page(f"/jobs/{job}#{ROOM}")
    editing(page)
    there = (int(room["existing"][0][0]), int(room["existing"][0][1]))
    hand = Pointer(page)
    hand.use(".", there)
    hand.use("#", there)
    hand.move(there, free_near(room, tiles(room, "L")[0]))
    hand.move(tiles(room, "L")[0], tiles(room, "L")[1])
    expect(changed(page)).to_have_attribute("d", "")
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()


def test_escape_lets_go_of_what_is_held_and_leaves_the_room_open(
    open_page: Open, running: StackInfo, job: str
) -> None:
    """A blocked tile is freed by blocking it again, a locked component by locking it again."""
    room = room_of(running.gateway, job)
    page = open_page(f"/jobs/{job}#{ROOM}")
    editing(page)
    hand = Keys(page)
    light = tiles(room, "L")[0]
    hand.use("lock", light)
    expect(page.locator(".board .locked")).to_have_attribute("d", re.compile(ONE))
    page.keyboard.press("k")
    expect(page.locator(".board .locked")).to_have_attribute("d", "")
    page.keyboard.press("b")
    expect(changed(page)).not_to_have_attribute("d", "")
    page.keyboard.press("b")
    page.keyboard.press("l")
    expect(changed(page)).to_have_attribute("d", "")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowUp")
    expect(changed(page)).not_to_have_attribute("d", "")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(changed(page)).to_have_attribute("d", "")


def test_type_luminaire_and_targets_are_judged_at_once_and_kept(
    open_page: Open, running: StackInfo, own_job: str
) -> None:
    """Each changes what the rules ask; the version has them."""
    page = open_page(f"/jobs/{own_job}#{ROOM}")
    editing(page)
    page.get_by_text("What the room asks for").click()
    broken = page.locator('.broken-rules [data-rule="LGT-1"]')
    page.get_by_label("Illuminance, lx").fill("2000")
    page.get_by_label("Illuminance, lx").press("Enter")
    expect(broken).to_contain_text("2,000")
    page.get_by_role("button", name="Undo").click()
    expect(broken).to_have_count(0)
    page.get_by_label("Type").select_option("corridor")
    expect(page.locator(".measured")).to_contain_text("≥ 100")
    page.get_by_label("Luminaire").select_option("C")
    page.get_by_role("button", name="Keep this version").click()
    page.wait_for_url("**?revision=1*")
    kept = room_of(running.gateway, own_job, 1)
    assert (kept["room_type"], kept["luminaire"]) == ("corridor", "C")
    assert next(each["limit"] for each in kept["evidence"] if each["rule"] == "LGT-1") == 100


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_it_is_for_everybody(open_page: Open, job: str, size: tuple[int, int], theme: str) -> None:
    """axe finds nothing in the editor with something changed."""
    page: Page = open_page(f"/jobs/{job}#{ROOM}", size, theme=theme)
    editing(page).focus()
    page.get_by_text("What the room asks for").click()
    page.keyboard.press("ArrowUp")
    assert violations(page) == []
    assert inside(page)
