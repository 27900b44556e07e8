"""Rankings over HTTP at full size: the real case API and matcher as processes, on a real PostgreSQL."""
