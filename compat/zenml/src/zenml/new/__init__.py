"""The names of `zenml.new`, provided by Tallystick."""
