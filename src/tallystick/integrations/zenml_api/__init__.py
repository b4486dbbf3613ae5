"""What code written for ZenML expects beside the common API; `compat/zenml` gives it its names."""
