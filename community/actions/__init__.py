"""What members do, apart from asking and answering."""
