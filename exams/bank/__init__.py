"""Question banks from and to files that schools already have: Moodle XML, GIFT and Aiken.

A reader turns a file into entries (entries.py), importing.py judges each and stores what can be taken, exporting.py
goes the other way. What a format cannot say is never bent: such a question is left out, and the report says why.
"""
