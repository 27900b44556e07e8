"""Placements: a seat taken by a citizen, with the work agreement."""
