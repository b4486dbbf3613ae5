"""The names of `zenml.new.steps`, provided by Tallystick."""
