"""Creating something once, however often the request comes (security.md E4)."""
