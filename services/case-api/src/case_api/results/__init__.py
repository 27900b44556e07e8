"""Results that staff see: ordinary hours, progression and, where the citizen wishes it, complaints in everyday life."""
