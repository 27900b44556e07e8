"""Contacts and conversations: who, when, how, and what was agreed."""
