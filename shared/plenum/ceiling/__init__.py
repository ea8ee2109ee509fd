"""The domain: rooms, rules, models' vocabulary. Pure: no I/O, no clock, no randomness."""

from typing import Final

ENGINE_VERSION: Final = "2.10.0"
"""Of what all models share. It stands in every answer's identity; raise it when a change here moves answers
(`tests/integration/services/test_golden_answers.py` tells)."""
