"""Runs plans: caching, retries, logs, captured facts, and orchestrators that decide the order."""
