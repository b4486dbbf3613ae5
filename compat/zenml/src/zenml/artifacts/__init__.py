"""The names of `zenml.artifacts`, provided by Tallystick."""
