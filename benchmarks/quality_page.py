"""The figures of both tables into docs/quality.md: `python -m benchmarks.quality_page ROOMS.json OTHER.json`.

The files are what `benchmarks.tables_rooms` and `benchmarks.tables_textbook` wrote under `--json`. The page
keeps its words; what stands between `<!-- measured: TITLE -->` and `<!-- end -->` is replaced.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parents[1] / "docs" / "quality.md"
_MEASURED = re.compile(r"<!-- measured: (.+?) -->\n.*?<!-- end -->", re.DOTALL)


def table(rows: list[Mapping[str, Any]], columns: list[str]) -> str:
    """A section as a table of the page."""
    lines = [columns, ["---"] * len(columns), *([str(row[column]) for column in columns] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def main() -> None:
    """Replace the tables; a title that no file has is an error."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path, help="what --json wrote")
    sections: dict[str, dict[str, Any]] = {}
    for file in parser.parse_args().files:
        sections |= {section["title"]: section for section in json.loads(file.read_text())["sections"]}

    def measured(found: re.Match[str]) -> str:
        section = sections[found[1]]
        rows = table(section["rows"], section["columns"]) if section["rows"] else "None."
        return f"<!-- measured: {found[1]} -->\n{rows}\n<!-- end -->"

    PAGE.write_text(_MEASURED.sub(measured, PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
