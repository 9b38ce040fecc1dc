"""Importing and exporting question banks in formats that schools already use: Moodle XML, GIFT and Aiken.

A reader turns a file into question entries (entries.py), importing.py validates each and stores those that can be
taken, and exporting.py writes a bank to a file. A question that a format or the bank cannot represent exactly is left
out and reported with the reason, never altered to fit.
"""
