"""What the services of Rettematch share: contracts, identifiers, clients, rules. No tables, no business logic."""
