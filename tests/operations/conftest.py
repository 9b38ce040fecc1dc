"""Fixtures of several modules."""

from tests.operations.buckets import bucket_server

__all__ = ["bucket_server"]
