"""The names of `zenml.integrations`, provided by Tallystick."""
