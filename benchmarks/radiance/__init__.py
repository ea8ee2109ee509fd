"""Illuminance beside Radiance's: rooms of all kinds, the same points, two of Radiance's settings.

    python -m benchmarks.radiance.rooms LUMINAIRES… -o rooms.json     rooms, lit by Plenum, with their points
    python -m benchmarks.radiance.trace rooms.json -o tests/fixtures/radiance.json
    python -m benchmarks.radiance.table tests/fixtures/radiance.json

The second needs `oconv` and `rtrace`: Debian's package `radiance`, or `pip install -r
benchmarks/radiance/requirements.txt` into an environment of its own, whose programs `--programs` names.
"""
