"""The notifier: what falls due in each case, who is told, and proof that it was delivered."""
