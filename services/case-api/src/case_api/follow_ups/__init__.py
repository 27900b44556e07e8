"""Follow-ups as rows: what has to happen next in each case, planned anew whenever facts or time move on."""
