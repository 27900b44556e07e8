"""Citizens: who they are, what they want, what they can, and what must be considered."""
