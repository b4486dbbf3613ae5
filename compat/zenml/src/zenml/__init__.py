"""The names of ZenML's API, provided by Tallystick."""
