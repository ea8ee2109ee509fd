"""PDF: a file that readers can find their way in, in print size, the same each time."""

from __future__ import annotations

import re
import zlib

import pytest

from plenum.files.drawing.canvas import Node, box, node, path, sheet, text
from plenum.files.drawing.symbols import define, hatch, use
from plenum.files.pdf.write import pdf


def a_drawing() -> Node:
    """A sheet with one of everything."""
    root = sheet(420.0, 297.0, "A sheet", "with one of everything")
    defs = node(root, "defs")
    define(defs, "s", 6.0, 6.0)
    hatch(defs, "invalid", 1.25)
    clip = node(defs, "clipPath", id="room")
    node(clip, "path", d=box(1, 1, 10, 10), clip_rule="evenodd")
    inside = node(root, "g", clip_path="url(#room)", transform="translate(10 20) rotate(30)")
    path(inside, box(0, 0, 5, 5), None, None, fill="url(#invalid)", opacity="0.5")
    use(root, "s", "smoke_detector", 40, 50)
    path(root, "M1 1L2 2", stroke_dasharray="4 1")
    text(root, (100, 100), "Raum Ä ≥ 500 lx 漢", 3.0, anchor="middle", font_weight="700")
    return root


def objects(file: bytes) -> dict[int, bytes]:
    """What stands at the places that the file's own table gives."""
    start = int(re.search(rb"startxref\n(\d+)\n%%EOF\n$", file)[1])  # type: ignore[index]  # absent fails the test
    size = int(re.match(rb"xref\n0 (\d+)\n", file[start:])[1])  # type: ignore[index]  # the same
    places = [int(line[:10]) for line in file[start:].splitlines()[3 : 2 + size]]
    found = {}
    for number, place in enumerate(places, 1):
        head = f"{number} 0 obj\n".encode()
        assert file[place:].startswith(head)
        found[number] = file[place + len(head) : file.index(b"\nendobj", place)]
    return found


def streams(file: bytes) -> list[bytes]:
    """All streams, unpacked."""
    found = [re.search(rb"stream\n(.*)\nendstream", held, re.DOTALL) for held in objects(file).values()]
    return [zlib.decompress(each[1]) for each in found if each]


def test_the_table_finds_every_object_and_the_page_has_its_size_in_points() -> None:
    """A3 landscape: 420 × 297 mm."""
    held = objects(pdf([a_drawing(), a_drawing()], "Two sheets"))
    pages = [each for each in held.values() if b"/Type /Page " in each]
    assert len(pages) == 2
    assert b"/MediaBox [0 0 1190.551181 841.889764]" in pages[0]
    assert any(b"/Count 2" in each for each in held.values())


def test_the_same_drawings_give_the_same_bytes() -> None:
    """No dates, no random ids: a set can be compared with an earlier one."""
    assert pdf([a_drawing()], "x") == pdf([a_drawing()], "x")


def test_symbols_and_hatches_are_defined_once_and_referred_to() -> None:
    """As forms and patterns, with opacities as states."""
    file = pdf([a_drawing()], "x")
    kinds = b"".join(objects(file).values())
    assert kinds.count(b"/Subtype /Form") == 1
    assert kinds.count(b"/PatternType 1") == 1
    page = next(each for each in streams(file) if b"/Pattern cs" in each)
    assert b"/Ns-2d-smoke-5f-detector Do" in page
    assert b"/O500 gs" in page
    assert b"W* n" in page
    assert b"[4 1] 0 d" in page


def test_words_keep_their_letters_where_the_fonts_have_them() -> None:
    """Signs come from Symbol; a script that no font has is a question mark, never a broken file."""
    page = next(each for each in streams(pdf([a_drawing()], "x")) if b"/F3" in each)
    shown = [bytes.fromhex(part.decode()) for part in re.findall(rb"<([0-9a-f]+)> Tj", page)]
    assert shown == ["Raum Ä ".encode("cp1252"), b"\xb3", b" 500 lx ?"]


@pytest.mark.parametrize("tag", ["image", "foreignObject", "script"])
def test_what_no_drawing_has_is_refused(tag: str) -> None:
    """A drawing is whole or refused: nothing is left out quietly."""
    root = a_drawing()
    node(root, tag)
    with pytest.raises(ValueError, match=tag):
        pdf([root], "x")
