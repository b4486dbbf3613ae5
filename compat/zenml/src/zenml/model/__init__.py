"""The names of `zenml.model`, provided by Tallystick."""
