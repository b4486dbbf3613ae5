"""How people write steps and pipelines."""
