"""Whether a running Plenum is well: named checks, each cheap, with a verdict of three."""
