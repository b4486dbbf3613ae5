"""The names of `zenml.hooks`, provided by Tallystick."""
