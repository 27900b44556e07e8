"""The messages that services exchange. Closed models: an unknown field is an error on both sides."""
