"""Paid hours: what a citizen works for wages beside the placement or in it, over time."""
