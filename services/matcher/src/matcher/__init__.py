"""The matcher: ranks places for a citizen, says why, and keeps a record of each answer."""
