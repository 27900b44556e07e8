"""Runs the whole product on one machine: embedded PostgreSQL, the three services, a development issuer, one Ctrl-C."""
