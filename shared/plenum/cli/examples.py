"""What stands under a command's help: one or two lines to copy and change."""

from __future__ import annotations

from typing import Final

EXAMPLES: Final = {
    "place": (
        "plenum place office.ifc --drawings plans --report office.html",
        "plenum place tower.ifc --with services.ifc --only 'Level 2*' -o l2.json",
        "plenum place office.json --local --lights balanced --export office.dxf",
    ),
    "submit": ("JOB=$(plenum submit office.json --key office-2026-11)",),
    "verify": ("plenum verify office.completed.json --all",),
    "explain": ("plenum explain office.completed.json room_12",),
    "convert": (
        "plenum convert office.ifc -o office.json --room-type office_open",
        "plenum convert office.completed.json --into office.ifc -o placed.ifc",
    ),
    "draw": (
        "plenum draw office.completed.json -o sheets --format pdf --revision P01",
        "plenum draw office.json --room room_12 -o - > room_12.svg",
    ),
    "report": ("plenum report office.completed.json -o office.html",),
    "up": ("plenum up", "plenum up --full --with alerts --scale air_supply_model=3"),
    "scale": ("plenum scale light_model_a_dense 4",),
    "down": ("plenum down",),
    "open": ("plenum open", "plenum open $JOB --no-browser"),
    "status": ("plenum status --json",),
    "health": ("plenum health --redis-url redis://redis.example:6379/0",),
    "logs": (
        "plenum logs --level warning --since 2h",
        "plenum logs --job $JOB --follow",
        "plenum logs --event room_failed --count-by error",
    ),
    "stats": ("plenum stats", "plenum stats --format parquet -o stats.parquet"),
    "doctor": ("plenum doctor",),
    "schema": ("plenum schema building",),
    "version": ("plenum version",),
    "demo": ("plenum demo --building office.ifc -o out/office",),
    "simulate": ("plenum simulate --rate 60 --seconds 300 --rejects 0.2",),
    "job list": ("plenum job list --limit 50",),
    "job watch": ("plenum job watch $JOB",),
    "job result": ("plenum job result $JOB -o office.completed.json",),
    "job trace": ("plenum job trace $JOB --html trace.html",),
    "job logs": ("plenum job logs $JOB --json",),
    "job cancel": ("plenum job cancel $JOB",),
    "dead list": ("plenum dead list",),
    "dead show": ("plenum dead show $LETTER",),
    "dead replay": ("plenum dead replay $LETTER",),
    "dead drop": ("plenum dead drop $LETTER $OTHER", "plenum dead drop --every"),
}
"""By a command's words, without `plenum`. Each fits 80 columns."""
