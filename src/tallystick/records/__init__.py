"""Frozen facts of a store, the commands that change them, and what a store answers."""
