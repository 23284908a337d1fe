"""The implementations of the ports of `flow`: AWS, the operating system, JWT."""
