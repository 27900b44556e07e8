"""Earlier versions of everything that people change."""
