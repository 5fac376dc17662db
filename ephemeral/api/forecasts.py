"""How fast help comes."""
