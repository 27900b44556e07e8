"""Typed clients with which services call each other."""
