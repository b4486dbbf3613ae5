"""Runs a plan: steps, caching, retries, logs, captured facts."""
