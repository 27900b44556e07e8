"""Programmes (indsatser) and the law, as they hold in the caller's municipality."""
