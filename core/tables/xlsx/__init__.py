"""Reading XLSX as its author saw it, within stated bounds: archive → workbook → rows → the text that a cell shows."""
