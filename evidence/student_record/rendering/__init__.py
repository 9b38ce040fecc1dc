"""The record as pages to read: HTML and PDF."""
