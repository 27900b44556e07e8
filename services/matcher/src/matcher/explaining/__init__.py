"""Why one place is, or is not, on a list; and what a list is made from, told to the citizen."""
