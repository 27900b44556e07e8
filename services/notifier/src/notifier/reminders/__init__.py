"""Reminders: a follow-up that is due or overdue, told once to whoever is responsible."""
