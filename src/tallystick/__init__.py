"""Tallystick: what your machine-learning work did, kept."""
