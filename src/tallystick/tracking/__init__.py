"""The step that is running, and what people say about what it makes."""
