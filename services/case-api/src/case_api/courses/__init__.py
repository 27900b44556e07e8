"""What is recorded in a course beside conversations and placements: events, by kind, date and what they covered."""
