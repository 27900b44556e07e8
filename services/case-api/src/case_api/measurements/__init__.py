"""Figures of a team, a project or the municipality that somebody has measured, judged by the programmes' rules."""
