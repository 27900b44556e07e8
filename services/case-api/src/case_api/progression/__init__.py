"""Progression: what citizen and worker answer along a course, as a curve and never as one number for a person."""
