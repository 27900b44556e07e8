"""Points learned from outcomes: fitted, gated, rebuilt as tables, written as a version. Off by default."""
