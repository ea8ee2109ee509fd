"""A job's trace as one HTML page: no scripts, nothing fetched, to be opened, mailed or printed."""

from __future__ import annotations

from html import escape

from plenum.traces import Seen, shape

_STYLE = """
body { font: 13px/1.5 system-ui, sans-serif; margin: 2rem; color: #1d2127 }
h1 { font-size: 1.2rem } p { color: #5b6470 }
table { border-collapse: collapse; width: 100% } td { padding: 1px 8px 1px 0; white-space: nowrap }
td.bar { width: 65%; position: relative } td.ms { text-align: right; font-variant-numeric: tabular-nums }
tr:hover td { background: #f3f5f7 }
i { position: absolute; top: 4px; height: 11px; min-width: 2px; border-radius: 2px; background: #3b7dc4 }
i.wait { background: repeating-linear-gradient(45deg, #e2a63b 0 3px, #f5e2bd 3px 6px) }
i.execute { background: #1f5c9c } i.send { background: #8b95a1 }
i.job { background: #2e7d4f } i.error { background: #b3261e }
small { color: #5b6470 }
"""


def page(spans: list[Seen], title: str) -> str:
    """The trace in the order of time, each span's place as a bar, its attributes as a tooltip."""
    begin = min(span.start_us for span in spans)
    total = max(span.start_us + span.duration_us for span in spans) - begin or 1.0
    by_id = {span.span_id: span for span in spans}
    ordered = sorted(spans, key=lambda s: (s.name != "place job", s.start_us))
    found = shape(spans)
    rows = "\n".join(_row(span, _depth(span, by_id), begin, total) for span in ordered)
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>{_STYLE}</style></head><body>
<h1>{escape(title)}</h1>
<p>{found.spans} spans of {len(found.services)} services in {total / 1000:.1f} ms;
{found.roots} root, {len(found.orphans)} orphans, depth {found.depth}.
Hatched: time on a queue. Point at a bar for its attributes.</p>
<table>{rows}</table>
</body></html>
"""


def _row(span: Seen, depth: int, begin: float, total: float) -> str:
    left = (span.start_us - begin) / total * 100
    width = span.duration_us / total * 100
    kind = "error" if span.error else "job" if span.name == "place job" else span.name.split()[0]
    about = "\n".join(f"{name}: {value}" for name, value in sorted(span.attributes.items()))
    batch = escape(str(span.attributes.get("plenum.batch.id", "")))
    return (
        f'<tr><td style="padding-left:{depth * 14}px">{escape(span.name)} <small>{batch}</small></td>'
        f"<td><small>{escape(span.service)}</small></td>"
        f'<td class="bar"><i class="{escape(kind)}" title="{escape(about)}" '
        f'style="left:{left:.3f}%;width:{width:.3f}%"></i></td>'
        f'<td class="ms">{span.duration_us / 1000:.2f}</td></tr>'
    )


def _depth(span: Seen, by_id: dict[str, Seen]) -> int:
    steps = 0
    while span.parent_id in by_id and steps < 10:
        span, steps = by_id[span.parent_id], steps + 1
    return steps
