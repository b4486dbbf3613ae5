"""Filters and orders as arguments and texts (`"gt:0.9"`, `"desc:created"`), made conditions."""

from tallystick.client.filters.sorting import orders, sorts
from tallystick.client.filters.translating import condition

__all__ = ["condition", "orders", "sorts"]
