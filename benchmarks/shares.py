"""Where the cores' time went in one configuration: models, the code around them, the rest."""

from __future__ import annotations

from benchmarks import machine
from benchmarks.blocks import OTHERS, Block
from benchmarks.report import Section


def shares(name: str, block: Block, alone: Block) -> Section:
    """A block's wall × cores in parts; `alone` is as large a building in one process."""
    cores = machine.cores()
    whole = block.wall * cores
    models = alone.cpu["models"] / alone.rooms * block.rooms
    around = alone.cpu["process"] / alone.rooms * block.rooms - models
    infrastructure = sum(block.cpu[part] for part in OTHERS if part != "redis")
    services = sum(n for part, n in block.cpu.items() if part not in OTHERS)
    own = services + block.cpu["redis"] + infrastructure
    lines = (
        ("models", models, True),
        ("checks, reserves, briefs, reading and assembling", around, True),
        ("everything else in the services", services - models - around, True),
        ("Redis", block.cpu["redis"], True),
        ("receivers of telemetry and the process manager", infrastructure, True),
        ("idle, and other programs", whole - own, False),
    )
    return Section(
        f"Where the cores' time went, {name}: {block.rooms} rooms, {block.wall:.1f} s × {cores} cores",
        ("part", "processor s", "share", "of the stack's own"),
        [
            (name, round(seconds, 3), f"{seconds / whole:.1%}", f"{seconds / own:.1%}" if told else "–")
            for name, seconds, told in lines
        ],
        "The first two as measured in process, where nothing else is done.",
    )
