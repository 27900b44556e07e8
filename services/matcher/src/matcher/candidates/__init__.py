"""The citizens who fit one place: the sensitive direction, behind its own legal basis (docs/security.md D6)."""
