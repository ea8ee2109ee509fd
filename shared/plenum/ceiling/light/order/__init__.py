"""Lights in order: arrays that an architect would sign, enumerated and priced."""
