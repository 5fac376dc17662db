"""Measures Mayfly's pages against a plain Django floor, as `make bench` runs it."""
