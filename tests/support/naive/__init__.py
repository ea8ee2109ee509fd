"""A second verifier, written from the rules alone: plain Python, slow, and nothing of the product in it.

Two programs that were written apart and agree on a building are worth more than one that is sure of
itself. It takes a completed building as plain data (`plenum.completed/1`) and the building it was
made from, and says for every hard rule what it measures and whether the rule holds.
"""
