"""Runs plans: caching, retries, logs, captured facts and the orchestrators that decide the order."""
