"""Who has which part in a case, over time: the job broker, the support person and the others around the citizen."""
