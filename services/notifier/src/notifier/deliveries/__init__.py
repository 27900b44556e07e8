"""Deliveries: one message to one endpoint, attempted until it arrives or nobody can say that it should."""
