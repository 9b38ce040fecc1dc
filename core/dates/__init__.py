"""Days, times and durations between the server and people: one module writes them, one reads them.

Formats for programs are in core/timestamps.py; conversions between days and moments in core/school_time.py.
"""
