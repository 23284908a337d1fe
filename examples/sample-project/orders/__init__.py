"""Orders of signed-in people."""
