"""Whom to visit: what would open places for a team's waiting citizens."""
