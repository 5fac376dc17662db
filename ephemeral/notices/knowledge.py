"""What becomes of entries, suggestions and what was asked back."""
