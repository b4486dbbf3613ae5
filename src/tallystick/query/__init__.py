"""Queries as data: what to find, in which order, and how many."""
