"""What the pages about questions show."""
