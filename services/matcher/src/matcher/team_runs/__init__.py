"""The immutable record of each answer about the waiting citizens of a team."""
