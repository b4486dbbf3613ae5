"""A store with an HTTP face."""
