"""Text that people and other programs mark up: HTML as a tree, formulas as TeX."""
