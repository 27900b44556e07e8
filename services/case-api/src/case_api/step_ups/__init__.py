"""Step-up (step-up indsats): health or family holds the match up, and several professions agree with the citizen."""
