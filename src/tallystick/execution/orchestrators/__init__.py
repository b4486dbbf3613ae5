"""Orchestrators: which step runs when, and where."""
