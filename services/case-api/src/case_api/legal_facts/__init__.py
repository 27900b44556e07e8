"""What the placement law asks about a citizen beside benefit and visitation group."""
