"""What a municipality or a team has in place of a programme's checklists, with its evidence."""
