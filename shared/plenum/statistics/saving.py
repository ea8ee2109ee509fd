"""All forms of a snapshot in one folder."""

from __future__ import annotations

from pathlib import Path

from plenum.statistics.forms import FORMS, SUFFIXES, ParquetMissingError
from plenum.statistics.report import report
from plenum.statistics.snapshot import Snapshot

NAME = "statistics"


def save_all(taken: Snapshot, folder: Path) -> tuple[list[Path], str]:
    """Write the report and every form, replacing earlier ones; also says what could not be, or nothing."""
    folder.mkdir(parents=True, exist_ok=True)
    written, missing = [folder / f"{NAME}.txt"], ""
    written[0].write_text(report(taken), encoding="utf-8")
    for form, make in FORMS.items():
        path = folder / f"{NAME}{SUFFIXES[form]}"
        try:
            path.write_bytes(make(taken))
        except ParquetMissingError as error:
            missing = str(error)
        else:
            written.append(path)
    return written, missing
