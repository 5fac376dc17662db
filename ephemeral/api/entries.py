"""Reading and writing entries."""
