"""Reference data that ships with the product: ESCO, ISCO-08, Danish geography and DB07. Origins: ATTRIBUTION.md."""
