"""Linking of what people say about work, in Danish or English, to ESCO occupations and ISCO-08 groups."""
