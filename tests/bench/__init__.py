"""Downwind beside a program by hand that gives the same answers: `make bench`. See docs/benchmark.md."""
