"""Pure Block Kit builders: a domain value in, plain dicts out. No client, database, clock or env."""
