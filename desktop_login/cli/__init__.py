"""The command line: arguments and plain text, no Qt."""
