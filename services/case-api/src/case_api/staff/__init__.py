"""Municipalities, their teams and their staff."""
