"""Endpoints: where a member of staff wants to be told, and the secrets that sign what is sent there."""
