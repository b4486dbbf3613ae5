"""What travels between a server and those who ask it: said once, for both sides."""
