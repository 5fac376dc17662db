"""Measures Mayfly as `make bench` runs it: pages against a plain Django floor, and the clock."""
