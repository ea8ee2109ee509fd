"""A snapshot as Prometheus' text, as JSON and as Parquet."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Final

from plenum import distribution
from plenum.statistics.snapshot import Snapshot
from plenum.telemetry import samples

SCHEMA: Final = "plenum.statistics/1"


class ParquetMissingError(RuntimeError):
    """What writes Parquet is not installed; the text is the cure."""


def prometheus(taken: Snapshot) -> bytes:
    """Every figure in Prometheus' text format."""
    return samples.text(taken.samples).encode()


def as_json(taken: Snapshot) -> bytes:
    """The stages and every figure, one object."""
    data = {
        "schema": SCHEMA,
        "taken_at": taken.taken_at.isoformat(),
        "stages": [asdict(stage) for stage in taken.stages],
        "metrics": [
            {"name": name, "labels": labels, "value": value} for name, labels, value in taken.samples
        ],
    }
    return (json.dumps(data, ensure_ascii=False) + "\n").encode()


def parquet(taken: Snapshot) -> bytes:
    """Every figure as a row: name, labels (a map), value, time.

    Raises ParquetMissingError without the extra `parquet`.
    """
    try:
        import pyarrow as pa
        from pyarrow import parquet as file
    except ImportError:
        raise ParquetMissingError(f"Parquet needs pyarrow: {distribution.cure('parquet')}") from None
    schema = pa.schema(
        [
            ("name", pa.string()),
            ("labels", pa.map_(pa.string(), pa.string())),
            ("value", pa.float64()),
            ("time", pa.timestamp("us", tz="UTC")),
        ]
    )
    columns = (
        [sample.name for sample in taken.samples],
        [list(sample.labels.items()) for sample in taken.samples],
        [sample.value for sample in taken.samples],
        [taken.taken_at] * len(taken.samples),
    )
    made = [pa.array(column, kind.type) for column, kind in zip(columns, schema, strict=True)]
    out = io.BytesIO()
    file.write_table(pa.Table.from_arrays(made, schema=schema), out)
    return out.getvalue()


FORMS: Final[Mapping[str, Callable[[Snapshot], bytes]]] = {
    "prometheus": prometheus,
    "json": as_json,
    "parquet": parquet,
}
SUFFIXES: Final = {"prometheus": ".prom", "json": ".json", "parquet": ".parquet"}
