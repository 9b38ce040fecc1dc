"""Reads of a standby of the database, which may be some seconds behind (DATABASE_REPLICA_URL, docs/decisions/0048)."""
