"""Backups: one file with a whole installation, which is the database, the uploads and a sealed manifest of both."""
