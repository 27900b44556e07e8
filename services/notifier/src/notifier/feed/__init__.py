"""Following the case API's change feed: the facts of each case as they stand."""
