"""How knowledge and promises look to programs."""
