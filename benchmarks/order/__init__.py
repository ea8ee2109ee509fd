"""How orderly ceilings look, in figures: arrays, shared lines, kept mirrors, and what they cost."""
