"""Reads XLSX as its author saw it, within stated limits: archive → workbook → rows → the text that a cell shows."""
