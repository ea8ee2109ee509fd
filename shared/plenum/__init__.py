"""Plenum completes ceilings: lights, air supply, air return and smoke detectors, rule by rule."""
