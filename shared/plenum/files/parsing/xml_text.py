"""From bytes to a handler's calls: XML read strictly, from anybody.

No document types and no entities, so that neither a billion laughs nor a file of this machine can be
asked for; bounds on size, depth and number of elements before anything is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Final
from xml.sax import SAXException, SAXParseException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import InputSource

from plenum.files.errors import InvalidBuilding, pointer
from plenum.files.limits import MAX_BYTES

MAX_DEPTH: Final = 60
MAX_ELEMENTS: Final = 500_000
"""Elements that are kept."""
MAX_TEXT: Final = 10_000
"""Characters between two tags."""
_STARTS: Final = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe<\0", b"\xfe\xff\0<")


@dataclass(slots=True)
class Element:
    """One element that was asked for: names without prefixes, text without white space around it."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    text: str = ""
    children: list[Element] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)
    """What a fold made of children that are not kept."""

    def all(self, *path: str) -> list[Element]:
        """The elements at the end of a path of tags, in document order."""
        found = [self]
        for tag in path:
            found = [child for element in found for child in element.children if child.tag == tag]
        return found

    def within(self) -> Iterator[Element]:
        """Every element inside this one, at any depth."""
        for child in self.children:
            yield child
            yield from child.within()

    def first(self, *path: str) -> Element | None:
        """The first element at the end of a path of tags."""
        found = self.all(*path)
        return found[0] if found else None

    def text_of(self, *path: str) -> str:
        """The text of that element on one line; empty where there is none."""
        found = self.first(*path)
        return " ".join(found.text.split()) if found else ""


def is_xml(content: bytes | str) -> bool:
    """Whether this is meant to be XML; UTF-16 is told by its mark."""
    if isinstance(content, str):
        return content[:1000].lstrip("\ufeff \t\r\n").startswith("<")
    return content[:1000].lstrip(b" \t\r\n").startswith(_STARTS)


Fold = Callable[[Element, Element], bool]
"""Given an element that just ended and its parent: whether it has been dealt with."""


def load_xml(content: bytes | str, kept: frozenset[str], fold: Fold | None = None) -> Element:
    """The document, of its elements only those whose tags and ancestors' tags are all kept.

    The root always is; what `fold` deals with is not. Raises InvalidBuilding with line and column for
    whatever is no harmless XML.
    """
    from defusedxml import DefusedXmlException
    from defusedxml.sax import make_parser

    source = InputSource()
    if isinstance(content, str):
        try:
            content = content.lstrip("\ufeff \t\r\n").encode("utf-8")
        except UnicodeEncodeError:
            raise InvalidBuilding("", "half characters in it", "give valid Unicode text") from None
        source.setEncoding("utf-8")
    if len(content) > MAX_BYTES:
        raise InvalidBuilding("", f"larger than {MAX_BYTES // 2**20} MiB", "split the building")
    source.setByteStream(BytesIO(content.lstrip(b" \t\r\n")))
    handler = _Handler(kept, fold)
    parser: Any = make_parser()
    parser.forbid_dtd = True
    parser.setContentHandler(handler)
    try:
        parser.parse(source)
    except SAXParseException as error:
        place = f"line {error.getLineNumber()}, column {(error.getColumnNumber() or 0) + 1}"
        raise InvalidBuilding(
            "", f"not XML: {error.getMessage()} at {place}", "correct it there, or export the file again"
        ) from None
    except DefusedXmlException:
        raise InvalidBuilding(
            "", "it has a document type or entities", "take out <!DOCTYPE … > and what it declares"
        ) from None
    except (SAXException, LookupError, ValueError) as error:
        raise InvalidBuilding("", f"not XML: {error}", "save it as UTF-8") from None
    if handler.root is None:
        raise InvalidBuilding("", "there is nothing in it", "export the file again")
    return handler.root


class _Handler(ContentHandler):
    """Keeps what was asked for; everything inside what was not is passed over."""

    def __init__(self, kept: frozenset[str], fold: Fold | None) -> None:
        super().__init__()
        self.root: Element | None = None
        self._kept, self._fold = kept, fold
        self._open: list[Element] = []
        self._passed_over = 0
        self._count = 0
        self._text: list[str] = []
        self._length = 0

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802 - SAX's name
        tag = name.rsplit(":", 1)[-1]
        if self._passed_over or (self._open and tag not in self._kept):
            self._passed_over += 1
            if self._passed_over > MAX_DEPTH:
                raise self._mistake("nested too deeply", "take the nesting out")
            return
        self._count += 1
        if self._count > MAX_ELEMENTS:
            raise self._mistake(f"more than {MAX_ELEMENTS:,} elements up to here", "split the building")
        if len(self._open) >= MAX_DEPTH:
            raise self._mistake("nested too deeply", "take the nesting out")
        element = Element(tag, {key.rsplit(":", 1)[-1]: value for key, value in attrs.items()})
        if self._open:
            self._close_text()
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)

    def endElement(self, name: str) -> None:  # noqa: ARG002, N802 - SAX's name and parameter
        if self._passed_over:
            self._passed_over -= 1
            return
        self._close_text()
        ended = self._open.pop()
        if self._fold and self._open and self._fold(ended, self._open[-1]):
            self._open[-1].children.pop()
            self._count -= 1 + len(ended.children)

    def characters(self, content: str) -> None:
        if self._passed_over:
            return
        self._length += len(content)
        if self._length > MAX_TEXT:
            raise self._mistake(f"more than {MAX_TEXT:,} characters of text", "shorten it")
        self._text.append(content)

    def _close_text(self) -> None:
        text = "".join(self._text).strip()
        if text:
            self._open[-1].text = f"{self._open[-1].text} {text}".strip()[:MAX_TEXT]
        self._text, self._length = [], 0

    def _mistake(self, message: str, cure: str) -> InvalidBuilding:
        return InvalidBuilding(self._place(), message, cure)

    def _place(self) -> str:
        """From the innermost element with an id; of siblings that are called alike the later are counted."""
        path = self._open
        start = max((i for i, element in enumerate(path) if "id" in element.attributes), default=1)
        found: list[str | int] = []
        for parent, element in zip(path[start - 1 :], path[start:], strict=False):
            found += steps(element)
            before = sum(1 for child in parent.children if child.tag == element.tag) - 1
            if len(found) > 2 and before > 0:
                found.append(before)
        return pointer(*found)


def steps(element: Element) -> tuple[str, ...]:
    """An element's part of a place: its tag, and its id if it has one."""
    named = element.attributes.get("id")
    return (element.tag, named) if named else (element.tag,)
