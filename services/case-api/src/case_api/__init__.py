"""The case API: citizens, employers, cases and placements of a municipality's company work."""
