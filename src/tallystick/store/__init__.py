"""Where commands are kept and their projections read."""
