"""Stores: where everything is kept, behind one interface."""
