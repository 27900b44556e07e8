"""Progression: what citizen and worker are asked on the way to ordinary hours. The questions are data."""
