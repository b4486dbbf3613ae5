"""Handles for people who read what a store holds."""
