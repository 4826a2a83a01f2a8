"""Pure Block Kit builders: a domain value in, plain dicts out.

No client, no database, no clock, no environment.
"""
