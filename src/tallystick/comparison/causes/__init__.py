"""Why two things differ: what is behind them, step by step, and the causes in it, ranked."""
