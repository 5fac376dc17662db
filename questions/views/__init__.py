"""How questions are reached."""
