"""The outside world behind the ports of `flow`: AWS, the operating system, JWT."""
