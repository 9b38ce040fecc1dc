"""Django's backend for PostgreSQL, with a breaker: the `ENGINE` of `DATABASES` (config/databases.py)."""
