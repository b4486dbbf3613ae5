"""`@step` and `@pipeline`: how people write them."""
