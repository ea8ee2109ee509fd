"""The file around the pages: numbered objects, their streams packed, the table that finds them.

ISO 32000-1:2008, 7.3 (objects), 7.5 (file structure). Nothing of it depends on the day or the machine.
"""

from __future__ import annotations

import zlib


class Objects:
    """Objects in the order in which they were given numbers."""

    def __init__(self) -> None:
        self._held: list[bytes] = []

    def add(self, content: str | bytes = b"") -> int:
        """A new object's number; what it holds may be set later."""
        self._held.append(content.encode("latin-1") if isinstance(content, str) else content)
        return len(self._held)

    def set(self, number: int, content: str) -> None:
        """What an object holds, where its number was needed before."""
        self._held[number - 1] = content.encode("latin-1")

    def stream(self, content: str, entries: str = "") -> int:
        """A packed stream with its dictionary's other entries; its number."""
        packed = zlib.compress(content.encode("latin-1"), 9)
        head = f"<< /Length {len(packed)} /Filter /FlateDecode {entries} >>\nstream\n"
        return self.add(head.encode("latin-1") + packed + b"\nendstream")

    def file(self, root: int, info: int) -> bytes:
        """All of it, from the header to the end."""
        out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        places = []
        for number, content in enumerate(self._held, 1):
            places.append(len(out))
            out += f"{number} 0 obj\n".encode("ascii") + content + b"\nendobj\n"
        start = len(out)
        out += f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n".encode("ascii")
        out += b"".join(f"{place:010d} 00000 n \n".encode("ascii") for place in places)
        trailer = f"<< /Size {len(places) + 1} /Root {root} 0 R /Info {info} 0 R >>"
        out += f"trailer\n{trailer}\nstartxref\n{start}\n%%EOF\n".encode("ascii")
        return bytes(out)


def string(words: str) -> str:
    """A text string of the document, any script: UTF-16 in hexadecimal."""
    return f"<feff{words.encode('utf-16-be').hex()}>"
