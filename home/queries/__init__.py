"""What the pages show that look at all apps."""
