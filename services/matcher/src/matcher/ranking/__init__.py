"""Hard constraints first, then integer points: which places fit one citizen, best first, and why."""
