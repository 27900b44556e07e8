"""Employers, their workplaces and people, the agreements with them, and the places they offer."""
