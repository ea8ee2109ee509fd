"""Figures that pages state of the code are the code's: a constant that moves takes its page along."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Final

import pytest

from plenum.ceiling.air import diffuser_count
from plenum.ceiling.asked import air_brief, smoke_brief
from plenum.ceiling.light import light_score
from plenum.ceiling.light.hall.field import MOST_ROOM_PAIRS
from plenum.ceiling.smoke import cover_program
from plenum.ceiling.whole import confidence, small_room_program
from plenum.files.ifc import bounds
from plenum.pipeline.record import letters
from plenum.pipeline.stage import doubts, pace, sharing, smallest_change, turn
from plenum.settings import MUST_AGREE, SHOULD_AGREE, SPELL_S
from plenum.stack.sink import BACKUPS, MOST_FILE_BYTES
from plenum.telemetry import exporters
from plenum.worker.app import make_app
from services.coordinator.watch import _LEASE_MS
from services.light_model_a_dense import hall as dense_hall
from services.light_model_b_sparse import branch_and_bound
from services.light_model_c_balanced import hall as balanced_hall
from services.selector import model as selector

ROOT: Final = Path(__file__).parents[3]
LIGHTS: Final = ("light_model_a_dense", "light_model_b_sparse", "light_model_c_balanced")
WORDS: Final = {2: "two", 3: "three", 4: "four", 6: "six"}
_GRILLE_L_S: Final = 1000 * air_brief.FACE_M_S * air_brief.FREE_AREA * 0.6**2

STATED: Final = [
    *(
        (f"services/{name}/README.md", f"from {MOST_ROOM_PAIRS // 10**6} million tile-point")
        for name in LIGHTS
    ),
    ("docs/adding-a-model.md", f"some {MOST_ROOM_PAIRS:,} pairs"),
    ("services/light_model_a_dense/README.md", f"at most {100 * (dense_hall.DENSE - 1):.0f} % more"),
    ("services/light_model_c_balanced/README.md", f"at most {100 * (balanced_hall.BALANCED - 1):.0f} % more"),
    ("services/light_model_b_sparse/README.md", f"up to {branch_and_bound.MOST_TILES} free tiles"),
    ("services/light_model_b_sparse/README.md", f"{branch_and_bound.QUICK / 1e9:g} billion units"),
    ("services/light_model_b_sparse/README.md", f"or {branch_and_bound.THOROUGH / 1e9:g} billion"),
    ("services/air_supply_model/README.md", f"ceil(Q/{air_brief.THROW_L_S:g} L/s)"),
    ("services/air_supply_model/README.md", f"pass {diffuser_count.RATIO_MAX:g} lengths"),
    ("services/air_supply_model/README.md", f"over {diffuser_count.ELONGATION:g} times longer"),
    (
        "services/air_supply_model/README.md",
        f"throw is {air_brief.THROW_M:.1f} m at {air_brief.THROW_L_S:g} L/s",
    ),
    ("services/air_return_model/README.md", f"ceil(Q/{math.floor(_GRILLE_L_S)} L/s)"),
    (
        "services/air_return_model/README.md",
        f"{air_brief.FACE_M_S:g} m/s through {100 * air_brief.FREE_AREA:g} % of",
    ),
    ("services/smoke_detector_model/README.md", f"within {cover_program.MAX_NODES:,} nodes"),
    ("services/smoke_detector_model/README.md", f"Over {smoke_brief.HIGH_AIR_ACH:g} air changes"),
    ("services/smoke_detector_model/README.md", f"up to {small_room_program.PROGRAM_TILES} free tiles"),
    ("docs/scoring.md", f"{light_score.WORTH:.2f}·worth + {light_score.UNIFORMITY:.2f}·uniformity"),
    (
        "docs/scoring.md",
        f"{light_score.BLEMISH_W:g} W and {light_score.BLEMISH_SHARE * 100:g} % of the lumen method's power",
    ),
    ("docs/scoring.md", f"full at {light_score.FULL_ECONOMY:g} times"),
    ("docs/scoring.md", f"full at {light_score.FULL_UNIFORMITY:g} beyond"),
    ("docs/scoring.md", f"{confidence.SOFT:g}·(share of soft rules"),
    ("docs/scoring.md", f"{confidence.CLEARANCE:g}·min(1"),
    ("docs/scoring.md", f"{selector.STAYING:g}·(share of its lights"),
    ("docs/record.md", f"begun more than {doubts.MOST_ATTEMPTS} times"),
    ("docs/record.md", f"killed {WORDS[doubts.MOST_DEATHS]} workers"),
    ("docs/record.md", f"done in {pace.TURN_S * 1000:g} ms"),
    ("docs/record.md", f"at most {pace.MOST_MESSAGES} and {pace.MOST_SIZE // 10**6} MB of input"),
    ("docs/record.md", f"committed every {turn.COMMIT_S * 1000:g} ms"),
    ("docs/record.md", f"After {SPELL_S:g} s, a *spell*"),
    ("docs/record.md", f"every {sharing.CHUNK_S * 1000:g} ms it tells"),
    ("docs/architecture.md", f"does in {pace.TURN_S * 1000:g} ms"),
    ("docs/record.md", f"{_LEASE_MS // 1000} s lease"),
    ("docs/record.md", f"dead letter, {letters.MOST_STORED:,} at most"),
    ("docs/record.md", f"at most {letters.MOST_BYTES // 1024} KiB"),
    ("docs/record.md", f"{letters.MOST_MESSAGE_BYTES // 1024} KiB of a message"),
    ("SECURITY.md", f"cut at {letters.MOST_MESSAGE_BYTES // 1024} KiB"),
    ("docs/telemetry.md", f"at least every {exporters.AGAIN_S:g} s"),
    ("docs/operations.md", f"Files of {MOST_FILE_BYTES // 2**20} MB, {WORDS[BACKUPS]} older ones"),
    ("docs/formats.md", f"most {WORDS[smallest_change.LUMINAIRES]} luminaires and"),
    ("docs/formats.md", f"{WORDS[smallest_change.TILES]} tiles are tried"),
    ("docs/formats.md", f"{smallest_change.TILE_WORK:,} tiles together"),
    ("docs/formats.md", f"{bounds.MAX_SECONDS // 60} min, {bounds.MAX_MEMORY // 2**30} GiB"),
    ("docs/formats.md", f"{bounds.MAX_SECONDS_OF_TEXT} s of a processor for text"),
    ("docs/formats.md", f"most {bounds.MAX_ITEMS} items of a body, {bounds.MAX_CORNERS:,} corners"),
    ("docs/architecture.md", f"runs {WORDS[make_app('coordinator', ()).conf.worker_concurrency]} threads"),
]
"""Each page with what it must say, the figure taken from the code."""


@pytest.mark.parametrize(("page", "words"), STATED, ids=[f"{page}: {words[:40]}" for page, words in STATED])
def test_a_page_states_the_codes_own_figure(page: str, words: str) -> None:
    """Line breaks aside."""
    text = " ".join((ROOT / page).read_text(encoding="utf-8").split())
    assert words in text


def test_the_settings_that_workers_share_are_listed() -> None:
    """Those that must agree, and those that should."""
    page = (ROOT / "docs/configuration.md").read_text(encoding="utf-8")
    for row, settings in (("must agree", MUST_AGREE), ("should agree", SHOULD_AGREE)):
        (line,) = [line for line in page.splitlines() if line.startswith(f"| {row} |")]
        listed = line.split("|")[2]
        assert {name.strip(" `") for name in listed.split(",")} == {name.upper() for name in settings}
