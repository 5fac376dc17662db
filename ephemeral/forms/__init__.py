"""The shape of what people send about knowledge and promises."""
