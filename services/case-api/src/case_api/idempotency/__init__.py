"""Creating something once, however often the request comes (docs/security.md E4)."""
