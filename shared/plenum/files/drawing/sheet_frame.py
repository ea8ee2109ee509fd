"""The border of a room's sheet: scale, orientation and small print."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plenum.files.drawing.canvas import FAINT, INK, MUTED, Node, box, line, north, path, scale_bar, text
from plenum.files.drawing.on_paper import MARGIN, OnPaper
from plenum.files.drawing.paper import scale_words
from plenum.files.drawing.title_block import WIDTH


def sheet_frame(root: Node, plan: OnPaper, room: Mapping[str, Any], building: Mapping[str, Any]) -> None:
    """Drawn around the plan; the title block goes into the column on the right."""
    width, height = plan.paper
    path(root, box(MARGIN, MARGIN, width - 2 * MARGIN, height - 2 * MARGIN), 0.35, INK)
    column = width - MARGIN - WIDTH - 8.0
    line(root, (column, MARGIN), (column, height - MARGIN), 0.18, INK)
    base = height - MARGIN - 5.0
    scale_bar(root, (MARGIN + 6.0, base), plan.k, 70.0, plan.units)
    text(root, (MARGIN + 86.0, base + 1.4), f"{scale_words(plan.scale, plan.units)} on {plan.named}", 2.3)
    turned = float((room.get("frame") or {}).get("rotation_deg", 0.0))
    if turned:
        words = f"grid turned {turned:.2f}° on the site"
        text(root, (column - 20.0, base + 1.4), words, 2.1, anchor="end", fill=MUTED)
    north(root, (column - 10.5, base - 3.0), turned)
    left = column + 4.0
    line(root, (left, height - MARGIN - 10.5), (left + WIDTH, height - MARGIN - 10.5), 0.18, FAINT)
    checked = " ".join(str(building.get(key) or "") for key in ("rule_set", "code")).strip()
    small = [
        f"Checked against rule set {checked}; not a certificate." if checked else "",
        f"{room.get('selected_model') or ''}",
        f"job {building['job_id']}" if building.get("job_id") else "",
    ]
    for i, words in enumerate(filter(None, small)):
        text(root, (left, height - MARGIN - 7.6 + 2.9 * i), words, 1.8, fit=WIDTH, fill=MUTED)
