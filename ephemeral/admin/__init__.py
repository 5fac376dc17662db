"""Knowledge in Wagtail's admin."""
