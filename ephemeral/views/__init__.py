"""The pages of knowledge and promises."""
