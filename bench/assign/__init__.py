"""Benchmark of assignments: `make bench-assign`."""
