"""The form in which versions write for each other: a job's record, and the messages of its stages.

Versions run side by side while one replaces the other. Each worker announces the newest form that it reads; a
job is written in the newest that all who live read, and keeps it, as it keeps its graph. So a version reads
what the one before writes, and writes nothing that the one before would misread before that one is gone.

What an older version would misread is another form: NEWEST goes up by one, whoever writes a job's record does
it by the job's form, and OLDEST follows with the release after, which meets no version before the last.
"""

from __future__ import annotations

from typing import Final

NEWEST: int = 2
"""That this version reads, and writes where all who live read it."""
OLDEST: int = 2
"""That it writes. Form 1 was that of 0.2, whose jobs it reads."""
FIELD: Final = "form"
"""Of a job's record; a version that wrote none wrote one that every later one reads."""


def waits() -> str:
    """What is said of a job in a newer form."""
    return f"its job is in a form newer than {NEWEST}, this version's: it waits for a worker that reads it"
