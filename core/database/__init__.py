"""Statements that are compiled once, and indexes that are dropped without rebuilding a table."""
