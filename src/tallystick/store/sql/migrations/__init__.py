"""Migrations of the schema, run by Alembic where a store is older than this release."""
