"""The names of `zenml.metadata`, provided by Tallystick."""
