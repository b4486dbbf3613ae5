"""What a pipeline is: invocations of steps, edges, parameters and cache keys. Pure data."""
