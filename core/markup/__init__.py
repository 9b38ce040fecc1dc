"""Markup of people and other programs: HTML as a tree, formulas as TeX."""
