"""Which step is running, and what a logged value is about."""
