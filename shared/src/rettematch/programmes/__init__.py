"""What the programmes and the law ask, as dated data, and the pure engine that plans from it."""
