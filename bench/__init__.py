"""Measurements of speed, side by side with what a user would pick instead. Never part of the tests."""
