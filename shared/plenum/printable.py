"""Text from anybody, as it may stand in a terminal or a log: it is read there, never obeyed."""

from __future__ import annotations


def printable(text: str, keep: str = "") -> str:
    """What a terminal would obey, what turns a line around and what is not to be seen, as escapes.

    But for the signs to `keep`.
    """
    if text.isprintable():
        return text
    return "".join(
        sign if sign.isprintable() or sign in keep else sign.encode("unicode_escape").decode("ascii")
        for sign in text
    )
