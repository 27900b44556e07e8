"""The change feed: what matcher and notifier follow."""
