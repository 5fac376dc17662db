"""What the pages about knowledge and promises show."""
