"""Job clubs (jobklubber): clubs, members, sessions, attendance, individual seats and what follows in a case."""
