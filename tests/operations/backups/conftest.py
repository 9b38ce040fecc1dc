"""Fixtures of backups, wherever they go."""

from tests.operations.test_backup import backup, elsewhere, fresh_database, uploads

__all__ = ["backup", "elsewhere", "fresh_database", "uploads"]
