"""Consents (samtykker) of a citizen, and what was shared or obtained under them."""
