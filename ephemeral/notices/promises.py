"""Each step of a promise."""
