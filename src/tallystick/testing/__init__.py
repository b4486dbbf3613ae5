"""Contract suites for stores, storages and materializers."""
