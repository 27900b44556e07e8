"""Cases: one citizen in one programme, with a caseworker and a job broker."""
