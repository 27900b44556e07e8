"""The flex jobs (fleksjob) of a case: their hours over time, what the programme says of them, and aids."""
