"""The places as columns in memory, fed by the case API's change feed."""
