"""Follow-ups: what has to happen next in each case, as the case API plans it and the feed tells it."""
