"""Who saw or changed what about whom. Written in the same transaction; no audit, no data."""
