"""The immutable record of each answer."""
