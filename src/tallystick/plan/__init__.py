"""What a pipeline is: invocations, edges, parameters, cache keys; pure data."""
