"""Handles for people: what a store holds, by noun, and the flat names that delegate to it."""
