"""Figures about the cases of a municipality: counted in the database, judged by the rules, without any person."""
