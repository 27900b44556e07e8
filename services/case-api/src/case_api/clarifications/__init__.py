"""Start clarification: in which group a citizen begins, or whether the citizen is exempt for the time being."""
