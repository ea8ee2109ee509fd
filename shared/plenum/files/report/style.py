"""How the report looks, on paper first: A4, with A3 sheets for what is large."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from plenum.files.drawing import status
from plenum.files.drawing.canvas import FAINT, FONT, INK, MUTED

PAGE_MM: Final = 180.0
"""Width between the margins of an A4 page."""
WIDE_MM: Final = (396.0, 262.0)
"""Between the margins of an A3 page."""

_STYLE: Final = """
@page { size: A4 portrait; margin: 14mm 15mm 16mm;
  @bottom-left { content: NAME; font: 7.5pt FONT; color: MUTED }
  @bottom-right { content: counter(page) " / " counter(pages); font: 7.5pt FONT; color: MUTED } }
@page wide { size: A3 landscape; margin: 10mm 12mm 13mm }
* { box-sizing: border-box }
html { font: 9pt/1.4 FONT; color: INK; background: #fff; -webkit-print-color-adjust: exact;
  print-color-adjust: exact }
body { margin: 0; overflow-wrap: anywhere }
h1 { font-size: 21pt; line-height: 1.15; margin: 1mm 0 2mm }
h2 { font-size: 13pt; line-height: 1.2; margin: 8mm 0 2mm; padding-bottom: 1.2mm;
  border-bottom: .35mm solid INK }
h3 { font-size: 9pt; margin: 4.5mm 0 1mm }
h1, h2, h3 { break-after: avoid }
p { margin: 1mm 0 2mm } ul { margin: 1mm 0 2mm; padding-left: 5mm }
li { break-inside: avoid } h3 + ul { break-before: avoid }
a { color: inherit; text-decoration-color: FAINT }
.kind { margin: 0; font-weight: 600; letter-spacing: .04em; text-transform: uppercase; color: MUTED }
.quiet { color: MUTED } .small { font-size: 7.5pt; color: MUTED }
table { border-collapse: collapse; width: 100%; margin: 1mm 0 3mm; font-size: 8pt; line-height: 1.3;
  font-variant-numeric: tabular-nums }
th { text-align: left; font-weight: 600; font-size: 7.5pt; color: MUTED; border-bottom: .25mm solid INK;
  vertical-align: bottom }
th, td { padding: .8mm 2.4mm .8mm 0 } td { border-bottom: .15mm solid FAINT; vertical-align: top }
th:last-child, td:last-child { padding-right: 0 }
tr { break-inside: avoid } thead { display: table-header-group }
.n { text-align: right; white-space: nowrap } .nw { white-space: nowrap }
th, .n, .nw, .bad, .soft, .good, .words td, .rules td:nth-child(2) { overflow-wrap: break-word }
.words a { overflow-wrap: anywhere }
.schedule td, .schedule th { white-space: nowrap }
.schedule td:nth-child(1) { white-space: normal; width: 40% }
.schedule td:nth-child(2) { white-space: normal; min-width: 24mm }
.evidence, .rules { font-size: 7.5pt; line-height: 1.25 } .evidence td { white-space: nowrap;
  padding-bottom: .5mm; padding-top: .5mm }
.rules td:nth-child(1), .rules td:nth-child(2) { min-width: 14mm } .rules td:nth-child(2) { font-weight: 600 }
.evidence i { font-style: normal; color: MUTED }
.evidence td:nth-child(2) { white-space: normal; width: 99% } .evidence th { white-space: nowrap }
.sum td { font-weight: 700; border-top: .25mm solid INK; border-bottom: 0 }
.evidence .group td { font-weight: 600; padding-top: 1.6mm; border-bottom: .2mm solid MUTED }
.facts { display: grid; grid-template-columns: 1.25fr 1.15fr .6fr; gap: 2.5mm 5mm;
  margin: 5mm 0; padding: 3mm 0; border-top: .35mm solid INK; border-bottom: .15mm solid FAINT }
.facts div { min-width: 0; font-size: 8.5pt }
.facts b { display: block; font-size: 7.5pt; font-weight: 600; color: MUTED }
.pair { display: grid; grid-template-columns: 88mm 1fr; gap: 6mm; align-items: start }
.pair h3:first-child { margin-top: 0 }
.alternatives { display: flex; align-items: flex-end }
figure { margin: 2mm 0; break-inside: avoid } figure svg { display: block; max-width: 100%; height: auto }
figcaption { margin-top: 1.5mm; font-size: 7.5pt; color: MUTED }
.icon { width: 3.6mm; height: 3.6mm; vertical-align: -.7mm; margin-right: 1.6mm }
.head { display: flex; justify-content: space-between; align-items: flex-start; gap: 6mm; break-after: avoid }
.head h2 { border: 0; padding: 0; margin: 0 }
.badge { flex: none; border: .3mm solid; padding: .7mm 2.6mm; font-weight: 700; font-size: 8pt;
  letter-spacing: .03em; text-transform: uppercase; white-space: nowrap }
.room { break-before: page; border-top: .35mm solid INK; padding-top: 3mm }
.new { break-before: page } .wide { page: wide; break-before: page; break-after: page; margin: 0 }
.wide svg { margin: 0 auto; max-height: 264mm; width: auto }
.bad { color: #a8132b; font-weight: 700 } .soft { color: #96600b; font-weight: 600 } .good { color: #1f6f43 }
.note { border-left: .8mm solid #96600b; padding: .5mm 0 .5mm 3mm; margin: 2mm 0; break-inside: avoid }
.note h3 { margin-top: 0 } .note ul { margin-bottom: 0 }
.sign { display: grid; grid-template-columns: 2fr 2fr 1fr; gap: 6mm; margin-top: 14mm }
.whole { break-inside: avoid }
.sign div { border-top: .25mm solid INK; padding-top: 1mm; font-size: 7.5pt; color: MUTED }
@media screen { body { margin: 0 auto; max-width: 180mm; padding: 12mm 0 30mm }
  .room, .new, .wide { margin-top: 16mm }
  .wide { width: min(396mm, 96vw); margin-left: 50%; transform: translateX(-50%) } }
"""
_NARROW: Final = """
body { padding: 4mm 4mm 20mm; font-size: 10pt } .pair { grid-template-columns: minmax(0, 1fr) }
.facts { grid-template-columns: 1fr } .alternatives { flex-direction: column; align-items: stretch }
.head { flex-wrap: wrap } .sign { grid-template-columns: 1fr; gap: 10mm }
th, td { padding-right: 1.6mm }
"""
_ROWS: Final = """
TABLE thead { display: none }
TABLE tr { display: flex; flex-wrap: wrap; column-gap: 3mm; padding: 1mm 0; border-bottom: .15mm solid FAINT }
TABLE td, TABLE td:nth-child(n) { border: 0; padding: 0; text-align: left; white-space: normal; width: auto }
TABLE td:empty { display: none } TABLE td::before { color: MUTED; font-weight: 400 }
TABLE td:nth-child(FIRST) { flex-basis: 100% }
"""
"""A table of many columns as lines, each figure after its column's name."""
NARROW_PX: Final = 700


def _narrow(tables: Mapping[str, tuple[Sequence[str], int]]) -> str:
    """For screens of a telephone's width: one column, and wide tables as lines."""
    rules = [_NARROW]
    for table, (heads, first) in tables.items():
        rules.append(_ROWS.replace("TABLE", f".{table}").replace("FIRST", str(first + 1)))
        rules += [
            f'.{table} tr:not(.group) td:nth-child({i + 1})::before {{ content: "{words} " }}\n'
            for i, words in enumerate(heads)
            if i > first
        ]
    return f"@media screen and (max-width: {NARROW_PX}px) {{ {''.join(rules)} }}\n"


def css(name: str, tables: Mapping[str, tuple[Sequence[str], int]]) -> str:
    """The style sheet; the name stands at the foot of each page.

    `tables` are those that a narrow screen has as lines: by class their heads, and which of the columns
    takes a line of its own.
    """
    looks = "".join(
        f".{word} {{ color: {look.ink}; background: {look.tint}; border-color: {look.ink} }}\n"
        for word, look in status.LOOKS.items()
    )
    values = {"NAME": _quoted(name), "FONT": FONT, "MUTED": MUTED, "FAINT": FAINT, "INK": INK}
    style = _STYLE + _narrow(tables)
    for word, value in values.items():
        style = style.replace(word, value)
    return style + looks


def _quoted(words: str) -> str:
    """A CSS string; all but plain letters and digits are escaped, so that no text can end it."""
    safe = (c if c.isascii() and c.isalnum() else f"\\{ord(c):06x}" for c in words)
    return '"' + "".join(safe) + '"'
