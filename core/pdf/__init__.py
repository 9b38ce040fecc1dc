"""Every PDF of the server: one engine, one set of fonts, one rule for text (docs/decisions/0013).

A document is a Typst template and the data that it prints. Data never becomes markup.
"""
