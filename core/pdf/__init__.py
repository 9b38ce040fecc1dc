"""Renders every PDF of the server with one engine, one set of fonts and one rule for text (docs/decisions/0013).

A document consists of a Typst template and the data that it prints. Data never becomes markup.
"""
