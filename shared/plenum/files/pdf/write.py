"""Drawings as one PDF: a page each, in print size, symbols and patterns once a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final
from xml.etree import ElementTree as ET

from plenum.files.pdf.fonts import FONTS
from plenum.files.pdf.objects import Objects, string
from plenum.files.pdf.page import Content, matrices, number6, opacity_name, pdf_name

_POINTS: Final = 72.0 / 25.4
"""For each millimetre."""


def pdf(drawings: Iterable[ET.Element], title: str) -> bytes:
    """The file. The same drawings give the same bytes. Raises ValueError for what no drawing of ours has."""
    objects = Objects()
    root, tree, info = objects.add(), objects.add(), objects.add()
    fonts = " ".join(f"/{name} {_font(objects, font)} 0 R" for name, font in FONTS.items())
    pages = [_page(objects, tree, drawing, fonts) for drawing in drawings]
    kids = " ".join(f"{page} 0 R" for page in pages)
    objects.set(
        root, f"<< /Type /Catalog /Pages {tree} 0 R /ViewerPreferences << /DisplayDocTitle true >> >>"
    )
    objects.set(tree, f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>")
    objects.set(info, f"<< /Title {string(title)} /Producer (Plenum) >>")
    return objects.file(root, info)


def _font(objects: Objects, font: str) -> int:
    encoding = "" if font == "Symbol" else " /Encoding /WinAnsiEncoding"
    return objects.add(f"<< /Type /Font /Subtype /Type1 /BaseFont /{font}{encoding} >>")


def _page(objects: Objects, tree: int, drawing: ET.Element, fonts: str) -> int:
    """A page: millimetres from its upper left corner, as the drawing has them."""
    _, _, width, height = map(float, drawing.attrib["viewBox"].split())
    named = {e.attrib["id"]: e for e in drawing.iter() if "id" in e.attrib}
    content = Content({name: e for name, e in named.items() if e.tag == "clipPath"})
    base = (_POINTS, 0.0, 0.0, -_POINTS, 0.0, height * _POINTS)
    content.out.append(f"{' '.join(map(number6, base))} cm")
    content.draw(drawing)
    forms = {name: _form(objects, named[name], fonts, (width, height)) for name in sorted(content.forms)}
    patterns = {name: _pattern(objects, named[name], base) for name in sorted(content.patterns)}
    states = {opacity_name(o): f"<< /ca {o} /CA {o} >>" for o in sorted(content.opacities)}
    resources = (
        f"/Font << {fonts} >> /XObject << {_references(forms)} >> /Pattern << {_references(patterns)} >>"
        f" /ExtGState << {' '.join(f'/{name} {state}' for name, state in states.items())} >>"
    )
    stream = objects.stream(content.text)
    box = f"[0 0 {number6(width * _POINTS)} {number6(height * _POINTS)}]"
    return objects.add(
        f"<< /Type /Page /Parent {tree} 0 R /MediaBox {box} /Contents {stream} 0 R"
        f" /Resources << {resources} >> >>"
    )


def _references(found: Mapping[str, int]) -> str:
    return " ".join(f"/{pdf_name(name)} {number} 0 R" for name, number in found.items())


def _form(objects: Objects, group: ET.Element, fonts: str, size: tuple[float, float]) -> int:
    """A symbol, drawn once and shown many times."""
    content = Content({})
    content.draw(group)
    box = f"[{number6(-size[0])} {number6(-size[1])} {number6(size[0])} {number6(size[1])}]"
    entries = f"/Type /XObject /Subtype /Form /BBox {box} /Resources << /Font << {fonts} >> >>"
    return objects.stream(content.text, entries)


def _pattern(objects: Objects, pattern: ET.Element, base: tuple[float, ...]) -> int:
    """A fill of repeated strokes; its steps are the page's, whatever is filled with it."""
    content = Content({})
    for child in pattern:
        content.draw(child)
    width, height = (float(pattern.attrib[key]) for key in ("width", "height"))
    matrix = base
    for inner in matrices(pattern.get("patternTransform", "")):
        matrix = _times(inner, matrix)
    entries = (
        f"/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 {width} {height}]"
        f" /XStep {width} /YStep {height} /Matrix [{' '.join(map(number6, matrix))}] /Resources << >>"
    )
    return objects.stream(content.text, entries)


def _times(inner: tuple[float, ...], outer: tuple[float, ...]) -> tuple[float, ...]:
    """The inner transformation, then the outer one."""
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u
