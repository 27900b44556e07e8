"""Whether the citizen of a case belongs to the programme's target group, and what was planned for the group."""
