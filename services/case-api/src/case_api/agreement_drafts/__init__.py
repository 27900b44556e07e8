"""What is known already of the next work agreement, so that nobody types it again."""
