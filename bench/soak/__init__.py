"""Millions of returned places checked against every hard constraint, while the places change."""
